package eu.qualitylink.vectors

import java.nio.file.Files
import java.nio.file.Path
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject

/** The name of this binding in the lists of vectors and of expected failures. */
private const val LANGUAGE = "uniffi"

private val repository: Path = Path.of(checkNotNull(System.getProperty("ql.repository")) { "-Dql.repository is not set" })

private fun read(path: Path): String = Files.readString(path)

/** A case, with what its file says of all. */
internal class Case(
    val op: String,
    /** Those of registries have a name only, which is unique within the file. */
    val id: String,
    val whole: JsonObject,
    private val prefixes: String = "",
    /** The format of the documents of a registry. */
    val format: String = "",
) {
    val input: JsonObject get() = whole.getValue("in") as JsonObject
    val expected: JsonObject get() = whole.getValue("out") as JsonObject

    /** A Turtle text of the case, if there is one. */
    fun turtle(text: String?): ByteArray? = text?.let { (prefixes + it).toByteArray() }
}

/** The cases of a file, which has to be as the index says. */
internal fun casesIn(listed: JsonObject, json: String): List<Case> {
    val name = listed.needed("file")
    val file = Json.parseToJsonElement(json) as JsonObject
    check(file.text("op") == listed.needed("op")) { "$name has the op ${file["op"]}" }
    val cases = file.objects("cases")
    check(cases.isNotEmpty()) { "$name has no case" }
    check(listed.number("cases") == cases.size.toUInt()) { "$name has another number of cases than the index says" }
    return cases.map { whole ->
        val id = whole.text("id") ?: "${name.removeSuffix(".json")}/${whole.needed("name")}"
        val format = whole.text("format") ?: file.text("format") ?: ""
        Case(listed.needed("op"), id, whole, file.text("prefixes") ?: "", format)
    }
}

/** All cases that are for this binding. */
internal fun allCases(): List<Case> {
    val folder = repository.resolve("tests/vectors")
    val index = Json.parseToJsonElement(read(folder.resolve("index.json"))) as JsonObject
    assertMembers(index, "files")
    return index.objects("files").flatMap { listed ->
        assertMembers(listed, "file", "op", "cases", "not_in")
        val isForUs = LANGUAGE !in listed.texts("not_in")
        if (isForUs) casesIn(listed, read(folder.resolve(listed.needed("file")))) else emptyList()
    }
}

/** The ids of cases that are known to fail: one a line; what is behind `#` says why. */
internal fun expectedFailures(): Set<String> {
    val list = repository.resolve("bindings/expected-failures/$LANGUAGE.txt")
    if (!Files.exists(list)) return emptySet()
    return read(list).lines().map { it.substringBefore('#').trim() }.filter(String::isNotEmpty).toSet()
}
