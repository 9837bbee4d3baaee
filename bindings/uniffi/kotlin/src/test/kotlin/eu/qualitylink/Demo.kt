package eu.qualitylink

import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonPrimitive

/** Three universities on loopback, with real name and web servers, until this is closed. */
internal class Demo(vararg arguments: String) : AutoCloseable {
    private val command = checkNotNull(System.getProperty("ql.command")) { "-Dql.command is not set" }
    private val process = ProcessBuilder(command, "demo", "--serve", *arguments)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()

    /** What a client has to know to reach them. */
    val options: ClientOptions

    init {
        // A demo that says nothing must not hold up the tests for ever.
        val line = CompletableFuture.supplyAsync { process.inputReader().readLine() }.get(60, TimeUnit.SECONDS)
        val place = Json.parseToJsonElement(checkNotNull(line) { "the demo has ended" }) as JsonObject
        fun text(name: String) = place.getValue(name).jsonPrimitive.content
        options = ClientOptions(
            nameServers = listOf(text("nameServer")),
            authorities = listOf(text("authority")),
            defaultPort = text("httpsPort").toUInt(),
            privateKeys = listOf(text("privateKey")),
            allowLoopback = true,
        )
    }

    /** The demo lives as long as its input is open. */
    override fun close() {
        process.outputStream.close()
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly()
    }
}

/** Runs what must not take for ever. A test that returned a value would not be run. */
internal fun inTime(block: suspend CoroutineScope.() -> Unit): Unit = runBlocking { withTimeout(60.seconds, block) }

internal suspend fun rest(harvest: Harvest): List<Catalogue> = generate { harvest.next() }

internal suspend fun rest(feed: DiscoveryFeed): List<DiscoveryReport> = generate { feed.next() }

private suspend fun <T : Any> generate(next: suspend () -> T?): List<T> = buildList { while (true) add(next() ?: break) }
