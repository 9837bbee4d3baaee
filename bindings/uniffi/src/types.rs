//! The records and enums of the plain interface, as they are.

use std::collections::HashMap;

/// A record; what may be missing has a default.
macro_rules! record {
    ([$($doc:tt)*] $name:ident { $($done:tt)* }) => {
        $($doc)*
        #[uniffi::remote(Record)]
        pub struct $name { $($done)* }
    };
    ($docs:tt $name:ident { $($done:tt)* } $(#[$doc:meta])* $field:ident: Option<$type:ty>, $($rest:tt)*) => {
        record! { $docs $name { $($done)* $(#[$doc])* #[uniffi(default)] pub $field: Option<$type>, } $($rest)* }
    };
    ($docs:tt $name:ident { $($done:tt)* } $(#[$doc:meta])* $field:ident: Vec<$type:ty>, $($rest:tt)*) => {
        record! { $docs $name { $($done)* $(#[$doc])* #[uniffi(default)] pub $field: Vec<$type>, } $($rest)* }
    };
    ($docs:tt $name:ident { $($done:tt)* } $(#[$doc:meta])* $field:ident: HashMap<$key:ty, $type:ty>, $($rest:tt)*) => {
        record! { $docs $name { $($done)* $(#[$doc])* #[uniffi(default)] pub $field: HashMap<$key, $type>, } $($rest)* }
    };
    ($docs:tt $name:ident { $($done:tt)* } $(#[$doc:meta])* $field:ident: bool, $($rest:tt)*) => {
        record! { $docs $name { $($done)* $(#[$doc])* #[uniffi(default)] pub $field: bool, } $($rest)* }
    };
    ($docs:tt $name:ident { $($done:tt)* } $(#[$doc:meta])* $field:ident: $type:ty, $($rest:tt)*) => {
        record! { $docs $name { $($done)* $(#[$doc])* pub $field: $type, } $($rest)* }
    };
}

macro_rules! define {
    (
        choices { $($(#[$choice_doc:meta])* $choice:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* })* }
        records { $($(#[$record_doc:meta])* $record:ident { $($(#[$field_doc:meta])* $field:ident: $type:ident $(<$($inner:ty),+>)?,)* })* }
    ) => {
        pub use quality_link::plain::{$($choice,)* $($record,)*};
        $(
            $(#[$choice_doc])*
            #[uniffi::remote(Enum)]
            pub enum $choice { $($(#[$variant_doc])* $variant,)* }
        )*
        $(record! { [$(#[$record_doc])*] $record {} $($(#[$field_doc])* $field: $type $(<$($inner),+>)?,)* })*
    };
}

quality_link::plain_types!(define);
