package eu.qualitylink

import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeSource
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.Timeout

/** What is given up: every answer of the servers takes a second and a half, so that nothing is over before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class CancellationTest {
    private val demo = Demo("--courses", "40", "--latency", "1500")
    private val client = Client(demo.options)

    @AfterAll
    fun stop() = demo.close()

    @Test
    fun `a verb is given up after a while`() = inTime {
        val verbs: List<suspend () -> Any?> = listOf(
            { client.discover(meridian) },
            { client.fetchManifest("https://www.meridian.example/opendata/courses-manifest") },
            { client.probe(smallPages.path) },
            { client.harvest(smallPages, ofMeridian).next() },
        )
        for (verb in verbs) {
            val start = TimeSource.Monotonic.markNow()
            assertNull(withTimeoutOrNull(200.milliseconds) { verb() })
            assertTrue(start.elapsedNow() < 1.2.seconds) { "took ${start.elapsedNow()}" }
        }
        assertEquals(Verdict.FOUND, client.discover(meridian).verdict, "the client is as good as before")
    }

    @Test
    fun `a coroutine is cancelled`() = inTime {
        val harvest = client.harvest(smallPages, ofMeridian)
        val job = launch { rest(harvest) }
        delay(500.milliseconds)
        assertTrue(job.isActive)
        job.cancelAndJoin()
        // Who no longer listens may still ask how it ended.
        val summary = harvest.finish()
        assertTrue(summary.status == HarvestStatus.INCOMPLETE || summary.status == HarvestStatus.FAILED) { "$summary" }
    }

    @Test
    fun `a harvest that is closed is over`() = inTime {
        val before = client.harvest(smallPages, ofMeridian)
        before.close()
        assertTrue(runCatching { before.next() }.exceptionOrNull() is IllegalStateException)
        client.discoverAll(List(20) { meridian }).use { it.next() }
    }

    @Test
    fun `an answer may take only so long`() = inTime {
        val hasty = Client(demo.options.copy(timeout = 0.2, attempts = 1u))
        val harvest = hasty.harvest(smallPages, ofMeridian)
        assertNull(harvest.next())
        val summary = harvest.finish()
        assertEquals(HarvestStatus.FAILED, summary.status, "$summary")
    }
}
