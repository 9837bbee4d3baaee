package eu.qualitylink

/** All that is known of an error, whatever it is about. */
val QualityLinkException.report: ErrorReport
    get() = when (this) {
        is QualityLinkException.Argument -> report
        is QualityLinkException.Identifier -> report
        is QualityLinkException.Manifest -> report
        is QualityLinkException.Secret -> report
        is QualityLinkException.Document -> report
        is QualityLinkException.Network -> report
    }
