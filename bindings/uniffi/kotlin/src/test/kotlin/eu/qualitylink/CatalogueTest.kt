package eu.qualitylink

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What is done with courses in memory. */
class CatalogueTest {
    private val options = MapOptions(provider = Provider(schac = "example.edu", iri = "https://data.deqar.eu/institution/1"))

    private fun page(vararg courses: String) =
        readCatalogue("""{"pageNumber": 1, "items": [${courses.joinToString()}]}""".toByteArray(), options = options)

    private val biology = """{"courseId": "BIO-101", "level": "master", "name": [{"language": "en", "value": "Marine Biology"},
        {"language": "de", "value": "Meeresbiologie"}], "studyLoad": {"studyLoadUnit": "ects", "value": 7.5}}"""
    private val algebra = """{"courseId": "ALG-1", "name": "Größen und Zahlen", "level": "no such level"}"""
    private val iri = "urn:schac:uniqueCourseId:example.edu:BIO-101"

    @Test
    fun `courses are read`() {
        val catalogue = page(biology, algebra)
        assertEquals(2u, catalogue.courseCount())
        val course = catalogue.courses().single { it.iri == iri }
        assertEquals("Marine Biology" to "Meeresbiologie", course.title to course.titles["de"])
        assertEquals(7.5 to listOf("BIO-101"), course.ects to course.codes)
        assertTrue(catalogue.diagnostics().any { it.severity == Severity.WARNING && it.item == "ALG-1" })
        assertEquals(listOf(iri), catalogue.course(iri).courses().map { it.iri })
        assertEquals(0u, catalogue.course("urn:x:nothing").courseCount())
        assertEquals(2u, Catalogue.merge(listOf(page(biology), page(algebra))).courseCount())
    }

    @Test
    fun `every syntax of RDF says the same`() {
        val catalogue = page(biology)
        val types = mapOf(
            RdfFormat.TURTLE to "text/turtle",
            RdfFormat.N_TRIPLES to "application/n-triples",
            RdfFormat.RDF_XML to "application/rdf+xml",
            RdfFormat.JSON_LD to "application/ld+json",
        )
        for ((format, type) in types) {
            val back = readCatalogue(catalogue.toRdf(format), type)
            assertEquals(catalogue.toRdf(RdfFormat.TURTLE).decodeToString(), back.toRdf(RdfFormat.TURTLE).decodeToString())
        }
        val older = catalogue.toRdf(RdfFormat.N_TRIPLES, ElmNamespace.V32).decodeToString()
        assertTrue("http://data.europa.eu/snb/model/elm/" in older)
    }

    @Test
    fun `catalogues are checked`() {
        val catalogue = page(biology, algebra)
        val report = catalogue.validate()
        assertEquals(2u, report.courses)
        assertEquals(report.conforms, report.violations == 0u)
        assertTrue(report.results.size <= catalogue.validate(ProfileLevel.ELM_STRICT).results.size)
        val shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcterms: <http://purl.org/dc/terms/> .
            [] a sh:NodeShape ; sh:targetNode <$iri> ; sh:property [ sh:path dcterms:coverage ; sh:minCount 1 ] ."""
        val own = catalogue.validateWith(shapes.toByteArray())
        assertEquals(listOf(iri to "MinCountConstraintComponent"), own.results.map { it.focus to it.component })
        assertThrows(QualityLinkException.Document::class.java) { catalogue.validateWith("no RDF".toByteArray()) }
        val completeness = catalogue.completeness()
        assertEquals(2u to 2, completeness.courses to completeness.results.size)
        assertTrue(completeness.share in 0.0..1.0)
    }

    @Test
    fun `catalogues are enriched and published`() {
        val institutions = """<https://data.deqar.eu/institution/1> <http://purl.org/dc/terms/title> "Example"@en ."""
        val enriched = page(biology).enrich(EnrichOptions(sourceType = "ooapi"), institutions.toByteArray())
        assertEquals(emptyList<Diagnostic>(), enriched.diagnostics())
        val document = Json.parseToJsonElement(enriched.documents().single()) as JsonObject
        assertEquals(iri, document.getValue("uri").jsonPrimitive.content)
        val german = enriched.documents(DocumentOptions(languages = listOf("de"))).single()
        assertTrue("Meeresbiologie" in german)
        val wrong = EnrichOptions(only = listOf("no rule"))
        assertThrows(QualityLinkException.Argument::class.java) { enriched.enrich(wrong) }
    }

    @Test
    fun `changes are found`() {
        val (older, newer) = page(biology) to page(biology.replace("7.5", "10"), algebra)
        val other = "urn:schac:uniqueCourseId:example.edu:ALG-1"
        val changes = ChangeSet(added = listOf(other), changed = listOf(iri), removed = emptyList(), unchanged = emptyList())
        assertEquals(changes, older.diff(newer))
        assertEquals(ChangeSet(unchanged = listOf(iri)), older.diff(page(biology)))
        assertTrue(older.updates(newer).any { iri in it })
        assertTrue(older.updates(newer, "urn:x:graph").all { "urn:x:graph" in it })
        assertEquals(2, older.documentChanges(newer).put.size)
        assertEquals(1, newer.documentChanges(older).delete.size)
    }

    @Test
    fun `a catalogue that is closed is gone`() {
        val catalogue = page(biology)
        assertEquals(1u, catalogue.use { it.courseCount() })
        assertThrows(IllegalStateException::class.java) { catalogue.courseCount() }
    }
}
