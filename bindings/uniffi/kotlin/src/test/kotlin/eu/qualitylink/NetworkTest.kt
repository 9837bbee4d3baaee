package eu.qualitylink

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.Timeout

private const val COURSES = 40

/** The data source of Meridian in four pages, so that there is something between the beginning and the end. */
internal val smallPages =
    DataSource(sourceType = "ooapi", version = "5", path = "https://api.meridian.example/ooapi/v5", pageSize = 10u)
internal val meridian = Provider(schac = "meridian.example")
internal val ofMeridian = MapOptions(provider = meridian)

/** Discovery and harvests: real servers on loopback. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class NetworkTest {
    private val demo = Demo("--courses", "$COURSES")
    private val client = Client(demo.options)
    private val three = listOf("meridian", "littoral", "umbra").map { Provider(schac = "$it.example") }

    @AfterAll
    fun stop() = demo.close()

    @Test
    fun `manifests are found, or it is said why not`() = inTime {
        val found = client.discover(meridian)
        assertEquals(Verdict.FOUND, found.verdict)
        assertEquals("https://www.meridian.example/opendata/courses-manifest", found.manifestUrl)
        assertEquals(listOf("ooapi"), found.manifest?.sources?.map { it.sourceType })
        val first = found.probes.first()
        assertEquals(listOf("meridian.example", "dns-txt", "found"), listOf(first.domain, first.mechanism, first.outcome))
        assertTrue(first.durationMs > 0 && first.attempts.first().status == 200u)

        val broken = client.discover(Provider(schac = "umbra.example"))
        assertEquals(Verdict.UNUSABLE to null, broken.verdict to broken.manifest)
        val findings = broken.probes.flatMap { it.attempts }.flatMap { it.diagnostics }
        assertTrue(findings.any { it.code == "manifest.source-type-unknown" && it.line != null }) { "$findings" }
        assertEquals(Verdict.NOT_FOUND, client.discover(Provider(schac = "nobody.example")).verdict)
    }

    @Test
    fun `many are searched at a time`() = inTime {
        val feed = client.discoverAll(three)
        val verdicts = rest(feed).associate { it.provider.schac to it.verdict }
        val expected = listOf(Verdict.FOUND, Verdict.FOUND, Verdict.UNUSABLE)
        assertEquals(three.map { it.schac }.zip(expected).toMap(), verdicts)
        assertNull(feed.next(), "it is over")
        assertEquals(expected, three.map { async { client.discover(it).verdict } }.awaitAll())
    }

    @Test
    fun `a manifest is fetched, a source is probed`() = inTime {
        val found = client.discover(meridian)
        assertEquals(found.manifest, client.fetchManifest(found.manifestUrl!!).manifest)
        assertEquals("not-found", client.fetchManifest("https://www.meridian.example/nothing").attempt.outcome)
        val probe = client.probe(smallPages.path)
        assertEquals("ooapi" to smallPages.path, probe.found?.let { it.sourceType to it.path.trimEnd('/') })
        assertTrue(probe.attempts.isNotEmpty())
    }

    @Test
    fun `a harvest comes piece by piece`() = inTime {
        val harvest = client.harvest(smallPages, ofMeridian)
        val pieces = rest(harvest)
        val summary = harvest.finish()
        assertEquals(HarvestStatus.COMPLETE to null, summary.status to summary.reason)
        assertTrue(pieces.size > 1)
        val courses = Catalogue.merge(pieces).courses()
        assertEquals(COURSES, courses.map { it.iri }.toSet().size)
        assertEquals(COURSES.toDouble(), summary.specifications)
        assertEquals(courses.sumOf { it.instances.size }.toDouble(), summary.instances)
        assertTrue(courses.all { it.iri.startsWith("urn:schac:uniqueCourseId:meridian.example:") })
        assertEquals(null to null, summary.changes to summary.state, "nobody asked")
        assertNull(harvest.next())
        assertEquals(summary, harvest.finish(), "it ends once")
    }

    @Test
    fun `a file behind a key needs the key`() = inTime {
        val source = client.discover(Provider(schac = "littoral.example")).manifest!!.sources.single()
        assertEquals("httpheader" to "X-Api-Key", source.auth?.method to source.auth?.field)
        val harvest = client.harvest(source)
        assertTrue("Tides and Currents" in rest(harvest).single().courses().map { it.title })
        assertEquals(HarvestStatus.COMPLETE, harvest.finish().status)

        val locked = Client(demo.options.copy(privateKeys = emptyList())).harvest(source)
        assertNull(locked.next())
        val summary = locked.finish()
        assertEquals(HarvestStatus.FAILED, summary.status)
        assertTrue(summary.diagnostics.any { it.code == "exchange.secret" }) { "$summary" }
    }

    @Test
    fun `an early end is incomplete`() = inTime {
        val harvest = client.harvest(smallPages, ofMeridian)
        assertNotNull(harvest.next())
        val first = harvest.finish()
        assertEquals(HarvestStatus.INCOMPLETE, first.status)
        assertNotNull(first.reason)
        assertTrue(first.specifications < COURSES)
        assertNull(harvest.next())
        val unheard = client.harvest(smallPages, ofMeridian).finish()
        assertTrue(unheard.status == HarvestStatus.INCOMPLETE || unheard.status == HarvestStatus.FAILED) { "$unheard" }
    }

    @Test
    fun `the next harvest says what has changed`() = inTime {
        val first = client.harvest(smallPages, ofMeridian, state = "")
        val iris = rest(first).flatMap { it.courses() }.map { it.iri }.sorted()
        val summary = first.finish()
        assertEquals(iris, summary.changes?.added?.sorted())
        val second = client.harvest(smallPages, ofMeridian, state = summary.state!!)
        rest(second)
        val changes = second.finish().changes!!
        assertEquals(iris, changes.unchanged.sorted())
        assertTrue(changes.added.isEmpty() && changes.changed.isEmpty() && changes.removed.isEmpty())
    }

    @Test
    fun `progress is told after every piece`() = inTime {
        val seen = mutableListOf<HarvestProgress>()
        val listener = object : ProgressListener {
            override fun onProgress(progress: HarvestProgress) {
                seen += progress
            }
        }
        val harvest = client.harvest(smallPages, ofMeridian, progress = listener)
        val pieces = rest(harvest)
        val all = seen + harvest.finish().progress
        assertEquals(pieces.size + 1, all.size)
        for (number in listOf(HarvestProgress::requests, HarvestProgress::records, HarvestProgress::durationMs)) {
            assertEquals(all.map(number).sorted(), all.map(number), number.name)
        }
        assertTrue(all.last().records >= COURSES)
    }

    /** Whether it ends the harvest or not: nothing hangs, and the client is as good as before. */
    @Test
    fun `a listener that throws is no end of the world`() = inTime {
        val listener = object : ProgressListener {
            override fun onProgress(progress: HarvestProgress) = error("no terminal")
        }
        val harvest = client.harvest(smallPages, ofMeridian, progress = listener)
        runCatching { rest(harvest) }
        assertTrue(harvest.finish().status in listOf(HarvestStatus.COMPLETE, HarvestStatus.FAILED))
        assertEquals(Verdict.FOUND, client.discover(meridian).verdict)
    }
}
