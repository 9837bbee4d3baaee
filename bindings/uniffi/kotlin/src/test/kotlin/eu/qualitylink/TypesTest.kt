package eu.qualitylink

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Records and choices: what may be left out, what is equal, what can be changed. */
class TypesTest {
    @Test
    fun `what may be missing may be left out`() {
        val source = DataSource(sourceType = "elm", path = "https://example.edu/c.ttl")
        assertNull(source.version ?: source.auth ?: source.pageSize ?: source.refreshHours)
        assertEquals(emptyMap<String, String>(), source.headers)
        val provider = Provider()
        assertEquals(emptyList<ProviderName>() to false, provider.names to provider.otherProvider)
        val options = listOf(ClientOptions(), MapOptions(), EnrichOptions(), DocumentOptions(), MergeOptions(), ManifestMeta())
        assertEquals(6, options.toSet().size)
        assertNull(ClientOptions().scope ?: ClientOptions().offerings ?: EnrichOptions().trust ?: DocumentOptions().rendering)
    }

    @Test
    fun `records are equal by what they say`() {
        fun provider() = Provider(schac = "example.edu", names = listOf(ProviderName("Example", "en", source = "list")))
        assertEquals(provider(), provider())
        assertEquals(provider().hashCode(), provider().hashCode())
        assertNotEquals(provider(), provider().copy(closed = "2020-01-01"))
        assertEquals(provider(), provider().copy(closed = "2020-01-01").copy(closed = null))
        assertTrue("schac=example.edu" in provider().toString())
        val (start, end) = parseSchacLenient(" example.edu").repairs.single().let { it.start to it.end }
        assertEquals(0u to 1u, start to end)
    }

    @Test
    fun `choices have one name in all languages`() {
        assertEquals(listOf("TURTLE", "N_TRIPLES", "RDF_XML", "JSON_LD", "N_QUADS"), RdfFormat.entries.map { it.name })
        assertEquals(listOf("INFO", "WARNING", "ERROR", "FATAL"), Severity.entries.map { it.name })
        assertTrue(Severity.ERROR > Severity.WARNING)
        assertEquals(listOf(ElmNamespace.V33, ElmNamespace.V32), ElmNamespace.entries)
        assertEquals(Verdict.NOT_FOUND, Verdict.valueOf("NOT_FOUND"))
    }

    @Test
    fun `manifests are built, written and read`() {
        val source = DataSource(
            sourceType = "ooapi",
            path = "https://example.edu/ooapi/v5",
            version = "5",
            headers = mapOf("X-Size" to "1", "X-Colour" to "blue"),
            pageSize = 50u,
            refreshHours = 1.5,
        )
        val manifest = buildManifest(ManifestMeta(schac = "example.edu"), listOf(source))
        val read = parseManifest(writeManifest(manifest, ManifestFormat.YAML).toByteArray(), "application/yaml")
        assertTrue(read.valid && read.usable)
        assertEquals(listOf(source), read.manifest?.sources)
        assertEquals(manifest.fingerprint, read.manifest?.fingerprint)
        assertEquals(listOf(source.path), diffManifests(manifest, read.manifest!!).unchanged)
        assertTrue("\"\$schema\"" in manifestSchema())
    }

    @Test
    fun `secrets go there and back`() {
        val keys = generateKeys()
        val other = generateKeys()
        val secret = encryptSecret(keys.publicKey, "Bearer 4711 äöü 🎓")
        assertEquals("Bearer 4711 äöü 🎓", decryptSecret(listOf(other.privateKey, keys.privateKey), secret))
    }

    @Test
    fun `texts of all kinds cross the border`() {
        for (text in listOf("", "🎓", "a\u0000b", "x".repeat(100_000), "é".normalized())) {
            val uuid = courseUuid("source $text", text)
            assertEquals(36, uuid.length)
            assertEquals(uuid, courseUuid("source $text", text))
        }
        assertNotEquals(courseUuid("s", "a\u0000b"), courseUuid("s", "a"))
        assertNull(parseTxt(listOf(byteArrayOf(-1, 0, 127), byteArrayOf())))
        assertNull(parseTxt(emptyList()))
    }

    private fun String.normalized() = java.text.Normalizer.normalize(this, java.text.Normalizer.Form.NFD)
}
