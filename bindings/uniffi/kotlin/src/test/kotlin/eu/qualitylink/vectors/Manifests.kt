package eu.qualitylink.vectors

import eu.qualitylink.*
import java.util.Base64
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject

/** A text, or Base64 of bytes that are none; without a format it is told by media type, path and content. */
private fun report(holder: JsonObject): ManifestReport {
    val input = holder.expanded()
    assertMembers(input, "text", "base64", "format", "content_type", "path")
    val content = input.text("base64")?.let(Base64.getDecoder()::decode) ?: input.needed("text").toByteArray()
    val format = input.text("format") ?: return parseManifest(content, input.text("content_type"), input.text("path"))
    return parseManifestAs(content, choice(format))
}

/** What could be read, unusable sources and all. */
private fun manifest(input: JsonObject, name: String? = null): Manifest {
    val holder = if (name == null) input else input.getValue(name) as JsonObject
    return checkNotNull(report(holder).partial) { "no manifest: $holder" }
}

private fun findings(list: List<Diagnostic>) = list.map { members(it, "code", "severity", "pointer", "line", "column") }

private fun parse(input: JsonObject): Any {
    val report = report(input)
    return mapOf(
        "valid" to report.valid,
        "usable" to report.usable,
        "value" to report.partial?.let { Json.parseToJsonElement(it.json) },
        "strict" to findings(report.strict),
        "lenient" to findings(report.lenient),
    )
}

private fun plan(input: JsonObject): Any {
    assertMembers(input, "schac", "website")
    val plan = planSearch(Provider(schac = input.text("schac"), website = input.text("website")))
    return mapOf("domains" to plan.domains, "diagnostics" to plan.diagnostics.map { it.code })
}

/** One code stands for all ways in which a record can be malformed; which it is, is told by the sentence only. */
private fun txt(case: Case) {
    val input = case.input
    assertMembers(input, "strings", "hex")
    val hex = input.texts("hex").map(::fromHex)
    val strings = if ("hex" in input) hex else input.texts("strings").map(String::toByteArray)
    val actual = try {
        parseTxt(strings)?.let { mapOf("manifest" to it) } ?: mapOf("ours" to false)
    } catch (error: QualityLinkException) {
        assertSame("discovery.malformed-record", error.report.code)
        check("error" in case.expected) { "not malformed: ${error.message}" }
        return
    }
    assertSame(case.expected, actual)
}

private fun exact(run: (JsonObject) -> Any) = { case: Case -> assertSame(case.expected, run(case.input)) }

/** Manifests, and where they are looked for. */
internal val manifests: Map<String, (Case) -> Unit> = mapOf(
    "parse_manifest" to exact(::parse),
    "write_manifest" to exact { input ->
        val read = manifest(input)
        mapOf("json" to writeManifest(read, ManifestFormat.JSON), "yaml" to writeManifest(read, ManifestFormat.YAML))
    },
    "fingerprint" to exact { input ->
        assertMembers(input, "a", "b")
        mapOf("equal" to (manifest(input, "a").fingerprint == manifest(input, "b").fingerprint))
    },
    "diff_manifests" to exact { input ->
        assertMembers(input, "old", "new")
        diffManifests(manifest(input, "old"), manifest(input, "new"))
    },
    "plan_domains" to exact(::plan),
    "parse_txt" to ::txt,
)
