package eu.qualitylink.vectors

import eu.qualitylink.DocumentOptions
import eu.qualitylink.Rendering
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject

/** The name of a blank node, of which the number says nothing. */
private fun isBlankName(value: Any?) = value is String && value.startsWith("_:")

/** Whether an element of an array is a blank node: it has no `id`, or one without meaning. */
private fun isBlank(value: Any?) = when (value) {
    is Map<*, *> -> "@value" !in value && ("id" !in value || isBlankName(value["id"]))
    else -> isBlankName(value)
}

/** A text that is the same for equal values, in whichever order their members are. */
private fun key(value: Any?): String = when (value) {
    is Map<*, *> -> value.entries.map { (name, member) -> "$name: ${key(member)}" }.sorted().toString()
    is List<*> -> value.map(::key).toString()
    else -> "${value?.javaClass?.simpleName} $value"
}

/**
 * What may be compared: blank nodes without their numbers, and arrays with blank nodes, whose order is an accident in the
 * reference, as sets. Everything else is exact.
 */
private fun comparable(value: Any?): Any? = when (value) {
    is List<*> -> value.map(::comparable).let { items -> if (value.any(::isBlank)) items.sortedBy(::key) else items }
    is Map<*, *> -> value.mapValues { (_, member) -> comparable(member) }
    else -> if (isBlankName(value)) "_:" else value
}

private fun blankNames(value: Any?): List<String> = when (value) {
    is List<*> -> value.flatMap(::blankNames)
    is Map<*, *> -> value.values.flatMap(::blankNames)
    else -> if (isBlankName(value)) listOf(value as String) else emptyList()
}

/** How often each named blank node occurs: the part of their identity that is left without their names. */
private fun counts(value: Any?) = blankNames(value).groupingBy { it }.eachCount().values.sorted()

private fun referenceDocument(case: Case) {
    val input = case.input
    assertMembers(input, "turtle", "institutions", "labels", "root")
    val catalogue = graph(checkNotNull(case.turtle(input.text("turtle"))))
    val options = DocumentOptions(rendering = Rendering.REFERENCE)
    val (institutions, labels) = listOf("institutions", "labels").map { case.turtle(input.text(it)) }
    val documents = catalogue.documents(options, institutions, labels).map { Json.parseToJsonElement(it) as JsonObject }
    val document = plain(checkNotNull(documents.find { it.text("uri") == input.needed("root") }) { "no such document" })
    val expected = plain(case.expected)
    assertSame(comparable(expected), comparable(document))
    assertSame(counts(expected), counts(document), "blank nodes that are named")
}

/** Catalogue documents in the form of the reference aggregator. */
internal val documents: Map<String, (Case) -> Unit> = mapOf("catalogue_reference_document" to ::referenceDocument)
