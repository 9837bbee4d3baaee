package eu.qualitylink.vectors

import eu.qualitylink.*
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject

/** The statements of a Turtle text, with blank nodes in the place of IRIs that begin with `blank:`. */
private fun read(case: Case, turtle: String?): Set<String> {
    val content = case.turtle(turtle) ?: return emptySet()
    // No blank node of the text itself is called that.
    return statements(graph(content)).map { it.replace(Regex("<blank:([^>]*)>"), "_:named-$1") }.toSet()
}

/** The statements after a change that adds nothing that is there, and removes nothing that is not. */
private fun changed(case: Case, before: Set<String>, change: JsonObject?): Set<String> {
    val (added, removed) = read(case, change?.text("added")) to read(case, change?.text("removed"))
    check(added.none(before::contains)) { "added, but there: $added" }
    check(before.containsAll(removed)) { "removed, but not there: $removed" }
    return before - removed + added
}

private fun assertFindings(given: Catalogue, enriched: Catalogue, codes: List<String>) {
    val (findings, courses) = enriched.diagnostics() to given.courses().map { it.iri }.toSet()
    assertSame(codes, findings.map { it.code }.sorted())
    val other = findings.find { it.severity != Severity.WARNING || it.item !in courses }
    check(other == null) { "no warning of a course: $other" }
}

/** The UUIDs of courses, in their documents and in what is said of them. */
private fun assertIds(enriched: Catalogue, ids: JsonObject) {
    val documents = enriched.documents().map { Json.parseToJsonElement(it) as JsonObject }
    val inDocuments = documents.associate { it.needed("uri") to it.needed("id") }
    val inCourses = enriched.courses().associate { it.iri to it.uuid }
    for (iri in ids.keys) {
        assertSame(listOf(ids.text(iri), ids.text(iri)), listOf(inDocuments[iri], inCourses[iri]), iri)
    }
}

private fun enrich(case: Case) {
    val (input, expected) = case.input to case.expected
    assertMembers(case.whole, "id", "clause", "note", "in", "out")
    assertMembers(input, "turtle", "provider", "ingestedAt", "sourceType", "rules", "without", "institutions", "trust")
    assertMembers(expected, "added", "removed", "diagnostics", "again", "ids")
    val options = EnrichOptions(
        provider = input.text("provider"),
        ingestedAt = input.text("ingestedAt"),
        sourceType = input.text("sourceType"),
        only = if ("rules" in input) input.texts("rules") else null,
        without = input.texts("without"),
        trust = input.text("trust")?.let { choice<Trust>(it) },
    )
    val institutions = case.turtle(input.text("institutions"))

    val before = read(case, input.text("turtle"))
    val after = changed(case, before, expected)
    val afterAgain = changed(case, after, expected["again"].objectOrNull())
    // What comes of it does not depend on the order of statements.
    for (lines in listOf(before.toList(), before.reversed())) {
        val given = graphOf(lines)
        val enriched = given.enrich(options, institutions)
        assertSameGraph(graphOf(after), enriched)
        assertFindings(given, enriched, expected.texts("diagnostics"))
        assertIds(enriched, expected["ids"].objectOrNull() ?: JsonObject(emptyMap()))
        assertSameGraph(graphOf(afterAgain), enriched.enrich(options, institutions), "a second time")
    }
}

/** Enrichment. */
internal val enrichment: Map<String, (Case) -> Unit> = mapOf("enrich" to ::enrich)
