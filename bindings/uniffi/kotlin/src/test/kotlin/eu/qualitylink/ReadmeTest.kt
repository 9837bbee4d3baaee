package eu.qualitylink

import java.nio.file.Files
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** What the README shows compiles and runs: its lines are those of this file. */
class ReadmeTest {
    private val bindings = Path.of(System.getProperty("ql.repository"), "bindings/uniffi")

    @Test
    fun courses() {
        val page = """{"pageNumber": 1, "items": [{"courseId": "BIO-101", "name": "Marine Biology", "level": "master"}]}"""
        val options = MapOptions(provider = Provider(schac = "example.edu"))
        val catalogue = readCatalogue(page.toByteArray(), options = options)
        for (course in catalogue.courses()) println("${course.iri} ${course.title}")
        print(catalogue.toRdf(RdfFormat.TURTLE).decodeToString())
        assertEquals(listOf("Marine Biology"), catalogue.courses().map { it.title })
    }

    @Test
    fun findings() {
        val report = parseManifest("""{"sources": [{"type": "ooapy", "path": "https://example.edu/api"}]}""".toByteArray())
        for (finding in report.lenient) println("${finding.severity} ${finding.code} line ${finding.line}: ${finding.message}")
        assertTrue(report.lenient.any { it.code == "manifest.source-type-unknown" })
    }

    @Test
    fun errors() {
        try {
            parseCourseId("urn:schac:uniqueCourseId:ex ample.edu:BIO-101")
        } catch (error: QualityLinkException.Identifier) {
            println("${error.report.code} at byte ${error.report.start}: ${error.report.message}")
            return
        }
        throw AssertionError("nothing was thrown")
    }

    /** It would ask the servers of the world; that it compiles is enough, `NetworkTest` does the same on loopback. */
    @Suppress("unused")
    suspend fun harvestAll(schac: String): HarvestSummary? {
        val client = Client()
        val found = client.discover(Provider(schac = schac))
        val source = found.manifest?.sources?.firstOrNull() ?: return null.also { println(found.text) }
        val harvest = client.harvest(source, MapOptions(provider = found.provider))
        while (true) (harvest.next() ?: break).use { println("${it.courseCount()} courses") }
        return harvest.finish()
    }

    @Test
    fun `every line of Kotlin in the README is here`() {
        val readme = Files.readString(bindings.resolve("README.md"))
        val blocks = Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(readme).map { it.groupValues[1] }
        val lines = blocks.flatMap { it.lines() }.map(String::trim).filter(String::isNotEmpty).toList()
        val source = Files.readAllLines(bindings.resolve("kotlin/src/test/kotlin/eu/qualitylink/ReadmeTest.kt"))
        assertTrue(lines.size > 15)
        assertEquals(emptyList<String>(), lines - source.map(String::trim).toSet())
    }
}
