//! The three styles of paging, by servers that are honest and others.

use std::collections::BTreeSet;

use bytes::Bytes;
use proptest::prelude::*;
use ql_exchange::paging::{PageItem, PageRequest, PageSigns, PageStyle, Pager, PagingError};
use url::Url;

const STYLES: [PageStyle; 3] = [PageStyle::Number, PageStyle::Offset, PageStyle::Links];
const FIRST: &str = "https://uni.example/list";

fn url(text: &str) -> Url {
    text.parse().expect("a URL")
}

fn pager(style: PageStyle, size: u64) -> Pager {
    Pager::new(style, size).starting_at(url(FIRST))
}

fn item(id: &str) -> PageItem {
    PageItem::new(Some(id.to_owned()), Bytes::copy_from_slice(id.as_bytes()))
}

fn signs(set: impl FnOnce(&mut PageSigns)) -> PageSigns {
    let mut signs = PageSigns::default();
    set(&mut signs);
    signs
}

/// The ids that come, in order, how it ends, and how many pages are asked for. A list that does not end is a failure.
fn follow(
    mut pager: Pager,
    mut answer: impl FnMut(&PageRequest) -> (PageSigns, Vec<PageItem>),
) -> (Vec<String>, Option<PagingError>, u64) {
    let (mut ids, mut pages) = (Vec::new(), 0);
    while let Some(request) = pager.next() {
        let request = match request {
            Ok(request) => request,
            Err(problem) => {
                assert_eq!(pager.next(), None, "nothing comes behind an error");
                return (ids, Some(problem), pages);
            }
        };
        pages += 1;
        assert!(pages <= Pager::MAX_PAGES, "it does not end");
        let (signs, items) = answer(&request);
        ids.extend(pager.take(signs, items).into_iter().filter_map(|item| item.id));
    }
    (ids, None, pages)
}

/// How many items come before the page, for a server with pages of this size.
fn start_of(request: &PageRequest, size: usize) -> usize {
    match request {
        PageRequest::Number(number) => (usize::try_from(*number).expect("a small number") - 1) * size,
        PageRequest::Offset(offset) => usize::try_from(*offset).expect("a small number"),
        PageRequest::Link(link) => {
            let query = link.as_ref().and_then(Url::query).and_then(|query| query.strip_prefix("from="));
            query.map_or(0, |from| from.parse().expect("the server's own link"))
        }
        _ => panic!("no other style is known"),
    }
}

#[expect(clippy::struct_excessive_bools, reason = "what a server says, or does not say")]
/// What an honest server says, if it says anything; every flag may be missing as long as one is there.
#[derive(Clone, Copy, Debug)]
struct Says {
    has_next: bool,
    total_pages: bool,
    total_items: bool,
    size: bool,
}

fn honest(
    style: PageStyle,
    total: usize,
    size: usize,
    says: Says,
) -> impl FnMut(&PageRequest) -> (PageSigns, Vec<PageItem>) {
    move |request| {
        let start = start_of(request, size).min(total);
        let end = (start + size).min(total);
        let items = (start..end).map(|number| item(&number.to_string())).collect();
        let signs = signs(|signs| {
            signs.has_next = says.has_next.then_some(end < total);
            signs.total_pages = says.total_pages.then_some(total.div_ceil(size) as u64);
            signs.total_items = says.total_items.then_some(total as u64);
            signs.size = says.size.then_some(size as u64);
            if style == PageStyle::Links && end < total {
                signs.next = Some(format!("?from={end}"));
            }
        });
        (signs, items)
    }
}

fn says() -> impl Strategy<Value = Says> {
    any::<[bool; 4]>().prop_map(|[has_next, total_pages, total_items, size]| Says {
        has_next,
        total_pages,
        total_items,
        size,
    })
}

proptest! {
    /// Whatever the size of the list and of its pages: every item comes once, in order, and all is well.
    #[test]
    fn honest_servers(style in prop::sample::select(&STYLES), total in 0..200_usize, size in 1..40_usize, says in says()) {
        // A server with pages of another size than asked for has to say something, or nobody can know.
        let asked = if says.has_next || says.size || (says.total_pages && style == PageStyle::Number)
            || (says.total_items && style == PageStyle::Offset) { 25 } else { size as u64 };
        let (ids, problem, pages) = follow(pager(style, asked), honest(style, total, size, says));
        prop_assert_eq!(problem, None);
        prop_assert_eq!(ids, (0..total).map(|number| number.to_string()).collect::<Vec<_>>());
        // Full pages without a flag cost one request more.
        prop_assert!(pages <= total.div_ceil(size) as u64 + 1);
    }

    /// Answers that have nothing to do with what was asked: it ends, and nothing comes twice.
    #[test]
    fn servers_that_make_it_up(
        style in prop::sample::select(&STYLES),
        pages in prop::collection::vec(
            (
                any::<Option<bool>>(), any::<Option<u8>>(), any::<Option<u8>>(), any::<Option<u8>>(),
                prop::option::of("(\\?[a-d]|/[a-d]|https://other\\.example/|http://uni\\.example/|::|[a-z:/?#%.]{0,8})"),
                prop::collection::vec(prop::option::of("[a-f]"), 0..6),
            ),
            1..12,
        ),
    ) {
        let mut at = 0;
        let mut list = pager(style, 4).with_max_pages(60);
        let mut seen = BTreeSet::new();
        while let Some(request) = list.next() {
            let Ok(_) = request else { break };
            // The same answers come again and again.
            let (has_next, total_pages, total_items, size, next, ids) = &pages[at % pages.len()];
            at += 1;
            prop_assert!(at <= 61, "it does not end");
            let signs = signs(|signs| {
                signs.has_next = *has_next;
                signs.total_pages = total_pages.map(u64::from);
                signs.total_items = total_items.map(u64::from);
                signs.size = size.map(u64::from);
                signs.next.clone_from(next);
            });
            let items = ids.iter().map(|id| PageItem::new(id.clone(), Bytes::from(format!("{id:?}{at}")))).collect();
            for item in list.take(signs, items) {
                if let Some(id) = item.id {
                    prop_assert!(seen.insert(id), "an item came twice");
                }
            }
        }
        prop_assert_eq!(list.next(), None);
    }

    /// New items for ever, whatever is promised: there is an end.
    #[test]
    fn servers_that_never_end(style in prop::sample::select(&STYLES), size in 1..4_u64, max in 1..50_u64, flag in any::<bool>()) {
        let mut number = 0_u64;
        let (ids, problem, pages) = follow(pager(style, size).with_max_pages(max), |_| {
            let items = (0..size).map(|_| { number += 1; item(&number.to_string()) }).collect();
            let signs = signs(|signs| {
                signs.has_next = flag.then_some(true);
                signs.next = Some(format!("?from={number}"));
            });
            (signs, items)
        });
        prop_assert_eq!(problem.map(|problem| problem.code().as_str()), Some("exchange.paging-endless"));
        prop_assert_eq!((ids.len() as u64, pages), (max * size, max));
    }

    /// Without a promise of more, an empty list or a short one is the end of a small catalogue, not a mistake.
    #[test]
    fn short_lists(style in prop::sample::select(&STYLES), total in 0..10_usize) {
        let says = Says { has_next: false, total_pages: false, total_items: false, size: false };
        let (ids, problem, pages) = follow(pager(style, 10), honest(style, total, 10, says));
        prop_assert_eq!((ids.len(), problem, pages), (total, None, 1));
    }

    /// Items that come again because the list has grown at its front cost nothing, and none is lost.
    #[test]
    fn lists_that_grow(style in prop::sample::select(&[PageStyle::Number, PageStyle::Offset]), total in 1..60_usize, grows in 1..4_usize) {
        let size = 5;
        let mut pages = 0;
        let (ids, problem, _) = follow(pager(style, size as u64), |request| {
            // So many new items stand before those that were there.
            let new = pages * grows;
            pages += 1;
            let all = total + new;
            let start = start_of(request, size).min(all);
            let end = (start + size).min(all);
            let items = (start..end).map(|at| match at.checked_sub(new) {
                Some(old) => item(&format!("old-{old}")),
                None => item(&format!("new-{}", new - at)),
            }).collect();
            (signs(|signs| signs.has_next = Some(end < all)), items)
        });
        let old: BTreeSet<_> = ids.iter().filter(|id| id.starts_with("old")).collect();
        prop_assert_eq!(problem, None);
        prop_assert_eq!(old.len(), total);
        prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }
}

/// What is promised beyond what comes is said.
#[test]
fn totals_that_lie() {
    for style in STYLES {
        let (ids, problem, _) = follow(pager(style, 2), |_| {
            (signs(|signs| (signs.total_items, signs.has_next) = (Some(5), Some(false))), vec![item("a"), item("b")])
        });
        let code = problem.map(|problem| problem.code().as_str());
        assert_eq!((ids.len(), code), (2, Some("exchange.paging-lies")), "{style:?}");
    }
    // Less than promised is a lie, more is none that harms.
    let (ids, problem, _) = follow(pager(PageStyle::Links, 2), |_| {
        (signs(|signs| signs.total_items = Some(1)), vec![item("a"), item("b")])
    });
    assert_eq!((ids.len(), problem), (2, None));
}

/// Fewer distinct ids than announced is an incomplete harvest (mapping reference, D4 of Edu-API).
#[test]
fn totals_that_lie_by_repeating_items() {
    let (ids, problem, _) = follow(pager(PageStyle::Offset, 2), |request| {
        let first = *request == PageRequest::Offset(0);
        (
            signs(|signs| signs.total_items = Some(4)),
            if first { vec![item("a"), item("b")] } else { vec![item("b"), item("c")] },
        )
    });
    let code = problem.map(|problem| problem.code().as_str());
    assert_eq!((ids.len(), code), (3, Some("exchange.paging-lies")));
}

#[test]
fn links() {
    let cases: [(&str, Result<&str, &str>); 14] = [
        ("?from=2", Ok("https://uni.example/list?from=2")),
        ("next", Ok("https://uni.example/next")),
        (" /a ", Ok("https://uni.example/a")),
        ("//uni.example/a", Ok("https://uni.example/a")),
        ("https://uni.example:443/a", Ok("https://uni.example/a")),
        ("https://UNI.example/a", Ok("https://uni.example/a")),
        ("//other.example/a", Err("exchange.paging-elsewhere")),
        ("http://uni.example/a", Err("exchange.paging-elsewhere")),
        ("https://uni.example:8443/a", Err("exchange.paging-elsewhere")),
        ("https://uni.example.other.example/", Err("exchange.paging-elsewhere")),
        ("file:///etc/passwd", Err("exchange.paging-elsewhere")),
        ("https://[::1", Err("exchange.paging-elsewhere")),
        (FIRST, Err("exchange.paging-repeats")),
        ("?", Ok("https://uni.example/list?")),
    ];
    for (link, expected) in cases {
        let mut list = pager(PageStyle::Links, 2);
        assert_eq!(list.next(), Some(Ok(PageRequest::Link(Some(url(FIRST))))));
        assert_eq!(list.take(signs(|signs| signs.next = Some(link.into())), vec![item("a")]).len(), 1, "{link}");
        let next = list.next().expect("a page or a problem");
        let next = next.as_ref().map_err(|problem| problem.code().as_str());
        assert_eq!(next, expected.map(|to| PageRequest::Link(Some(url(to)))).as_ref().map_err(|code| *code), "{link}");
    }
    for none in [None, Some(""), Some("  ")] {
        let mut list = pager(PageStyle::Links, 1);
        list.take(signs(|signs| signs.next = none.map(str::to_owned)), vec![item("a")]);
        assert_eq!(list.next(), None);
    }
}

/// At most 500,000 items, however large the pages are (mapping reference, D4).
#[test]
fn more_items_than_any_catalogue_has() {
    let mut number = 0;
    let (ids, problem, _) = follow(pager(PageStyle::Number, 5_000).with_max_pages(200), |_| {
        let items = (0..5_000)
            .map(|_| {
                number += 1;
                item(&number.to_string())
            })
            .collect();
        (signs(|signs| signs.has_next = Some(true)), items)
    });
    assert_eq!(problem.map(|problem| problem.code().as_str()), Some("exchange.paging-endless"));
    assert!(ids.len() <= 505_000, "{}", ids.len());
}

/// What a foreign offset or number could do to a sum.
#[test]
fn numbers_at_their_limit() {
    for style in STYLES {
        let signs = signs(|signs| {
            signs.has_next = Some(true);
            signs.total_pages = Some(u64::MAX);
            signs.total_items = Some(u64::MAX);
            signs.size = Some(u64::MAX);
            signs.next = Some("?from=18446744073709551615".into());
        });
        let mut list = pager(style, u64::MAX);
        assert_eq!(list.take(signs, vec![item("a")]).len(), 1);
        assert!(list.next().is_some_and(|request| request.is_ok()), "{style:?}");
    }
}

/// An item that came before with other content is named, once the whole page is not a repetition.
#[test]
fn repeated_items() {
    let mut list = pager(PageStyle::Number, 2);
    let more = || signs(|signs| signs.has_next = Some(true));
    list.take(more(), vec![item("a"), item("b")]);
    assert!(list.take_repeated().is_empty());
    let other = PageItem::new(Some("a".into()), Bytes::from_static(b"other"));
    assert_eq!(list.take(more(), vec![other, item("b"), item("c")]), [item("c")]);
    assert_eq!((list.take_repeated(), list.take_repeated()), (vec!["a".to_owned()], vec![]));
    // Items without id are all handed over, for nobody knows whether they are the same.
    let unnamed = PageItem::new(None, Bytes::from_static(b"{}"));
    assert_eq!(list.take(more(), vec![unnamed.clone(), unnamed, item("d")]).len(), 3);
    assert!(list.take_repeated().is_empty());
}
