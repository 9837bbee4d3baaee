package eu.qualitylink.vectors

import eu.qualitylink.*
import java.util.Base64
import kotlinx.serialization.json.JsonPrimitive

private const val TURTLE = "text/turtle"
private const val N_TRIPLES = "application/n-triples"

/** Reads RDF that has no mistake in it. */
internal fun graph(content: ByteArray, mediaType: String = TURTLE): Catalogue {
    val read = readCatalogue(content, mediaType)
    val problem = read.diagnostics().find { it.code.startsWith("rdf.") }
    check(problem == null) { "$problem" }
    return read
}

/** The graph of some lines of N-Triples. */
internal fun graphOf(lines: Iterable<String>): Catalogue = graph(lines.joinToString("") { "$it\n" }.toByteArray(), N_TRIPLES)

/** The statements, one a line. */
internal fun statements(catalogue: Catalogue): List<String> =
    catalogue.toRdf(RdfFormat.N_TRIPLES).decodeToString().lines().filter(String::isNotEmpty)

/** Turtle is the same text for equal graphs; of others, the lines that only one of them has are told. */
internal fun assertSameGraph(expected: Catalogue, actual: Catalogue, what: String = "") {
    val (left, right) = listOf(expected, actual).map { it.toRdf(RdfFormat.TURTLE).decodeToString() }
    if (left == right) return
    val surplus = right.lines().toMutableList()
    val missing = left.lines().filterNot(surplus::remove)
    val lines = missing.map { "  - $it" } + surplus.map { "  + $it" }
    throw AssertionError("  $what\n" + if (lines.isEmpty()) "in another order:\n$right" else lines.joinToString("\n"))
}

private fun readElm(case: Case) {
    val (input, expected) = case.input to case.expected
    assertMembers(input, "format", "media_type", "url", "text", "base64", "contexts", "max_bytes")
    assertSame("elm", input.text("format"))
    val content = input.text("text")?.toByteArray() ?: Base64.getDecoder().decode(input.needed("base64"))
    val options = MapOptions(
        contexts = input["contexts"].objectOrNull().orEmpty().mapValues { (_, context) -> context.toString() },
        maxDocument = (input["max_bytes"] as? JsonPrimitive)?.content?.toDouble(),
    )
    val read = readCatalogue(content, input.text("media_type"), input.text("url"), options)
    assertSameGraph(graphOf(expected.texts("ntriples")), read)
    assertSame(expected["diagnostics"], read.diagnostics().map { members(it, "code", "severity") })
}

/** ELM files. */
internal val graphs: Map<String, (Case) -> Unit> = mapOf("read_elm" to ::readElm)
