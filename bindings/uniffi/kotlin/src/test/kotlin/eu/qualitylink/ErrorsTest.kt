package eu.qualitylink

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Errors: their classes, and what they say. */
class ErrorsTest {
    private val noUrl = DataSource(sourceType = "elm", path = "courses.ttl")

    private inline fun <reified E : QualityLinkException> caught(crossinline run: () -> Any?): E =
        assertThrows(E::class.java) { run() }

    @Test
    fun `there is a class for everything that an error can be about`() {
        val wrong: List<Triple<ErrorKind, String, QualityLinkException>> = listOf(
            Triple(ErrorKind.IDENTIFIER, "ident.", caught<QualityLinkException.Identifier> { parseSchac("ex ample.edu") }),
            Triple(ErrorKind.ARGUMENT, "argument", caught<QualityLinkException.Argument> {
                Client(ClientOptions(defaultPort = 70_000u))
            }),
            Triple(ErrorKind.MANIFEST, "manifest.", caught<QualityLinkException.Manifest> {
                buildManifest(null, listOf(noUrl))
            }),
            Triple(ErrorKind.SECRET, "secret.", caught<QualityLinkException.Secret> { encryptSecret("no key", "secret") }),
            Triple(ErrorKind.DOCUMENT, "discovery.malformed-record", caught<QualityLinkException.Document> {
                parseTxt(listOf("v=qldiscover1; m=x".toByteArray()))
            }),
            Triple(ErrorKind.NETWORK, "client", caught<QualityLinkException.Network> {
                Client(ClientOptions(clientCertificate = "none"))
            }),
        )
        assertEquals(ErrorKind.entries.toSet(), wrong.map { it.first }.toSet())
        for ((kind, code, error) in wrong) {
            assertEquals(kind, error.report.kind)
            assertTrue(error.report.code.startsWith(code)) { "$code: ${error.report}" }
            // One sentence.
            assertEquals(error.report.message.lines().first(), error.toString().lines().single())
            assertTrue(error.report.message in error.message!!)
        }
    }

    @Test
    fun `the place within an identifier is told`() {
        val error = caught<QualityLinkException.Identifier> { parseSchac("ex ample.edu") }
        assertEquals(listOf("domain", 2u, 3u), listOf(error.report.part, error.report.start, error.report.end))
        val other = caught<QualityLinkException> { parseCourseId("urn:schac:uniqueCourseId:example.edu:aéz") }
        // Bytes of UTF-8, not characters.
        assertEquals(listOf("id", 38u, 40u), listOf(other.report.part, other.report.start, other.report.end))
    }

    @Test
    fun `all that is wrong is told, with what to do`() {
        val sources = listOf(noUrl, DataSource(sourceType = "ooapy", path = "https://example.edu/"))
        val error = caught<QualityLinkException.Manifest> { buildManifest(null, sources) }
        val codes = error.report.diagnostics.map { it.code }
        assertTrue(codes.containsAll(listOf("manifest.source-path-invalid", "manifest.source-type-unknown"))) { "$codes" }
        val malformed = caught<QualityLinkException> { parseTxt(listOf("v=qldiscover1".toByteArray())) }
        assertTrue("v=qldiscover1" in malformed.report.hint!!)
    }

    @Test
    fun `what does not apply is null`() {
        val report = caught<QualityLinkException.Argument> { Client(ClientOptions(timeout = -1.0)) }.report
        assertNull(report.part ?: report.start ?: report.end ?: report.hint)
        assertEquals(emptyList<Diagnostic>(), report.diagnostics)
    }

    @Test
    fun `suspend functions throw the same`() = inTime {
        val client = Client()
        val unreadable = runCatching { client.fetchManifest("no url") }.exceptionOrNull()
        assertTrue(unreadable is QualityLinkException.Argument) { "$unreadable" }
        val nobody = runCatching { client.discover(Provider(schac = "not a domain")) }.exceptionOrNull()
        assertEquals(ErrorKind.IDENTIFIER, (nobody as QualityLinkException.Identifier).report.kind)
        caught<QualityLinkException.Identifier> { client.discoverAll(listOf(Provider(schac = "not a domain"))) }
        caught<QualityLinkException.Manifest> { client.harvest(noUrl) }
    }

    @Test
    fun `a page without a provider can't be read`() {
        val page = """{"pageNumber": 1, "items": [{"courseId": "BIO-101"}]}""".toByteArray()
        val error = caught<QualityLinkException.Argument> { readCatalogue(page) }
        assertTrue("SCHAC" in error.toString())
    }
}
