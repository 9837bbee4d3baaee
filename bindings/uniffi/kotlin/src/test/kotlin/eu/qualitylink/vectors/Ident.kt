package eu.qualitylink.vectors

import eu.qualitylink.*
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject

private fun course(id: CourseId) = members(id, "provider", "local_id", "urn", "did", "document_url")

/** A function of one text. */
private fun <T> strict(read: (String) -> T, show: (T) -> Any? = { it }) = { input: JsonObject ->
    assertMembers(input, "text")
    mapOf("value" to show(read(input.needed("text"))))
}

private fun mended(value: Any?, repairs: List<Repair>) = mapOf("value" to value, "repairs" to repairs.map { it.code })

/** A function of one text that mends it. */
private fun lenient(read: (String) -> RepairedCode) = { input: JsonObject ->
    assertMembers(input, "text")
    read(input.needed("text")).let { mended(it.value, it.repairs) }
}

private fun both(isSame: (String, String) -> Boolean) = { input: JsonObject ->
    assertMembers(input, "a", "b")
    mapOf("value" to isSame(input.needed("a"), input.needed("b")))
}

private fun mint(input: JsonObject): Any {
    assertMembers(input, "scheme", "schac", "base", "provider", "kind", "id", "course")
    val minting = Minting(
        scheme = choice(input.needed("scheme")),
        schac = input.text("schac"),
        base = input.text("base"),
        provider = input.text("provider"),
    )
    val kind = choice<SubjectKind>(input.needed("kind"))
    return mapOf("value" to mintSubject(minting, kind, input.needed("id"), input.text("course")))
}

private fun document(input: JsonObject): Any {
    assertMembers(input, "course", "services", "also_known_as", "superseded", "superseded_by")
    val services = input.objects("services").map { service ->
        assertMembers(service, "kind", "url")
        DidService(kind = choice(service.needed("kind")), url = service.needed("url"))
    }
    val draft = DidDocumentDraft(
        course = input.needed("course"),
        services = services,
        alsoKnownAs = input.texts("also_known_as"),
        superseded = input.texts("superseded"),
        supersededBy = input.texts("superseded_by"),
    )
    return mapOf("value" to Json.parseToJsonElement(didDocument(draft)))
}

private val run: Map<String, (JsonObject) -> Any> = mapOf(
    "parse_course_id" to strict(::parseCourseId, ::course),
    "parse_course_id_lenient" to { input ->
        assertMembers(input, "text")
        parseCourseIdLenient(input.needed("text")).let { mended(course(it.value), it.repairs) }
    },
    "parse_course_urn" to strict(::parseCourseUrn) { members(it, "urn", "r", "q", "f") },
    "parse_course_did" to strict(::parseCourseDid) {
        members(it, "did", "host", "port", "local_id", "query", "fragment", "urn")
    },
    "parse_schac" to strict(::parseSchac),
    "parse_schac_lenient" to lenient(::parseSchacLenient),
    "parse_eter" to strict(::parseEter),
    "parse_eter_lenient" to lenient(::parseEterLenient),
    "parse_deqar" to strict(::parseDeqar),
    "parse_deqar_lenient" to lenient(::parseDeqarLenient),
    "same_course" to both(::sameCourse),
    "same_eter" to both(::sameEter),
    "mint_subject" to ::mint,
    "course_uuid" to { input ->
        assertMembers(input, "source_id", "subject")
        mapOf("value" to courseUuid(input.needed("source_id"), input.needed("subject")))
    },
    "did_document" to ::document,
    "did_document_problems" to { input ->
        assertMembers(input, "document")
        val problems = didDocumentProblems(input.getValue("document").toString())
        mapOf("value" to problems.map { members(it, "code", "pointer") })
    },
    "did_file_path" to { input ->
        assertMembers(input, "course")
        mapOf("value" to didFilePath(input.needed("course")))
    },
)

/** The code, and the place if the error has one. */
private fun failure(report: ErrorReport): Any {
    return mapOf("error" to members(report, "code", "part", "start", "end").filterValues { it != null })
}

private fun check(run: (JsonObject) -> Any) = { case: Case ->
    val actual = try {
        run(case.input.expanded())
    } catch (error: QualityLinkException) {
        failure(error.report)
    }
    assertSame(case.expected, actual)
}

/** Identifiers. */
internal val ident: Map<String, (Case) -> Unit> = run.mapValues { (_, run) -> check(run) }
