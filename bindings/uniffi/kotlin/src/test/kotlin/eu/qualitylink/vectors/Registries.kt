package eu.qualitylink.vectors

import eu.qualitylink.*
import kotlinx.serialization.json.JsonObject

private const val EWP = "https://github.com/erasmus-without-paper/ewp-specs-api-registry/tree/stable-v1"

/** `NAME` is a text or JSON, `NAME_hex` bytes, `NAME_hei` institutions of an EWP catalogue. */
private fun document(whole: JsonObject, name: String): ByteArray {
    val holder = whole.expanded()
    holder.text("${name}_hex")?.let { return fromHex(it) }
    val institutions = holder.text("${name}_hei")
    val text = institutions?.let { "<catalogue xmlns=\"$EWP\"><institutions>$it</institutions></catalogue>" }
    return (text ?: holder.text(name) ?: holder.getValue(name).toString()).toByteArray()
}

private fun read(content: ByteArray, format: String) =
    readRegistry(content, if (format == "detect") null else choice<RegistryFormat>(format))

/** Without what says nothing: `null`, `false` and empty lists. */
private fun pruned(value: Any?): Any? = when (value) {
    is List<*> -> value.map(::pruned)
    is Map<*, *> -> value.mapValues { pruned(it.value) }.filterValues { it != null && it != false && it != emptyList<Any>() }
    else -> value
}

@Suppress("UNCHECKED_CAST")
private fun shown(provider: Provider) = pruned(plain(provider)) as Map<String, Any?>

/** An entry with what it has; who says so is left out where it is the registry itself. */
private fun shown(entry: RegistryEntry): Map<String, Any?> {
    val shown = shown(entry.provider).mapValues { (name, value) ->
        if (name != "names" && name != "identifiers") return@mapValues value
        (value as List<*>).map { item -> (item as Map<*, *>).filterNot { it.key == "source" && it.value == entry.registry } }
    }
    val lists = mapOf(
        "schacs" to entry.schacs,
        "formerSchacs" to entry.formerSchacs,
        "partOf" to entry.partOf.map { it.deqar },
    )
    return shown + ("id" to entry.id) + lists.filterValues { it.isNotEmpty() }
}

private fun findings(list: List<Diagnostic>) = list.map { members(it, "code", "severity", "item", "pointer", "line") }

/** What is not said is: read to its end, without findings. Lists are not compared here, nor is a format named. */
private fun expectation(case: Case, vararg defaults: Pair<String, Any?>): Map<String, Any?> {
    return defaults.toMap() + (case.whole.getValue("expect") as JsonObject) - "diff" - "detected"
}

private fun readCase(case: Case) {
    val whole = case.whole
    assertMembers(whole, "name", "clause", "expect", "format", "input", "input_hex", "input_hei", "input_repeat")
    val content = document(whole, "input")
    whole["expect"].objectOrNull()?.text("detected")?.let { detected ->
        check(readRegistry(content) == readRegistry(content, choice<RegistryFormat>(detected))) { "not detected: $detected" }
    }
    val read = read(content, case.format)
    val (entries, found) = read.entries.map(::shown) to findings(read.diagnostics)
    val actual = mapOf("complete" to read.complete, "entries" to entries, "diagnostics" to found)
    assertFits(expectation(case, "complete" to true, "diagnostics" to emptyList<Any>()), actual)
}

private fun mergeCase(case: Case) {
    val whole = case.whole
    assertMembers(whole, "name", "clause", "expect", "options", "input", "old")
    val reads = whole.objects("input").map { input ->
        assertMembers(input, "format", "data", "data_hei")
        read(document(input, "data"), input.needed("format"))
    }
    val given = whole["options"].objectOrNull() ?: JsonObject(emptyMap())
    assertMembers(given, "today", "byWebsite", "countries")
    val options = MergeOptions(
        matchingByWebsite = given.flag("byWebsite") ?: false,
        today = given.text("today"),
        countries = given.texts("countries"),
    )
    val merged = mergeRegistries(reads.flatMap { it.entries }, options)
    val actual = mapOf(
        "providers" to merged.providers.map { shown(it) + ("key" to key(it)) + ("subject" to subject(it)) },
        "conflicts" to findings(merged.conflicts),
        "reading" to findings(reads.flatMap { it.diagnostics }),
    )
    assertFits(expectation(case, "reading" to emptyList<Any>(), "conflicts" to emptyList<Any>()), actual)
}

/** What a provider is listed under. */
private fun key(provider: Provider): String? = provider.schac ?: provider.deqar?.let { "deqar:$it" }
    ?: provider.eter?.let { "orgreg:$it" } ?: provider.website?.let { "website:${it.trim()}" }

/** The IRI: the one given, else DEQAR's, else a `did:web` of the SCHAC code. */
private fun subject(provider: Provider): String? = provider.iri
    ?: provider.deqar?.let { "https://data.deqar.eu/institution/" + it.removePrefix("DEQARINST").trimStart('0') }
    ?: provider.schac?.let { "did:web:$it" }

private fun assertFits(expected: Map<String, Any?>, actual: Map<String, Any?>) {
    val difference = difference(plain(expected), plain(actual), "", false) ?: return
    throw AssertionError("  $difference\n  expected: ${plain(expected)}\n  actual:   $actual")
}

/**
 * The first place at which `actual` is not as expected. Of an object only the members named count, unless it is below
 * `entries`; a member that is `null` must be missing or empty. `"any"` fits everything, `"some"` every list that is not
 * empty, and a text an object with it as `code`.
 */
private fun difference(expected: Any?, actual: Any?, place: String, whole: Boolean): String? {
    val fits = when {
        expected == "any" -> true
        expected == "some" && actual is List<*> -> actual.isNotEmpty()
        expected is String && actual is Map<*, *> -> actual["code"] == expected
        expected == null && actual is List<*> -> actual.isEmpty()
        expected is Map<*, *> && actual is Map<*, *> -> {
            val surplus = actual.keys.find { whole && it !in expected }
            if (surplus != null) return "$place/$surplus is not expected: ${actual[surplus]}"
            return expected.firstNotNullOfOrNull { (name, value) ->
                difference(value, actual[name], "$place/$name", whole || (place == "" && name == "entries"))
            }
        }
        expected is List<*> && actual is List<*> && expected.size == actual.size -> return expected.indices
            .firstNotNullOfOrNull { difference(expected[it], actual[it], "$place/$it", whole) }
        else -> expected == actual
    }
    return if (fits) null else "$place: $expected expected, not $actual"
}

/** Registries, and what they say together. */
internal val registries: Map<String, (Case) -> Unit> = mapOf("read_registry" to ::readCase, "merge_registries" to ::mergeCase)
