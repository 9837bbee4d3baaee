package eu.qualitylink

import eu.qualitylink.vectors.*
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Runs the language-neutral vectors of `tests/vectors` through the public interface. */
class VectorsTest {
    /** What makes the outcome of a case and compares it. */
    private val ops = ident + manifests + registries + records + graphs + enrichment + documents

    private fun check(case: Case) = checkNotNull(ops[case.op]) { "unknown op `${case.op}`" }(case)

    @Test
    fun vectors() {
        val only = System.getenv("QL_CASE")
        val cases = allCases()
        val expected = expectedFailures()
        val failures = mutableListOf<String>()
        val failed = mutableSetOf<String>()
        for (case in cases.filter { only == null || only in it.id }) {
            // Whatever goes wrong is a failure of its case, and must not hide those of the cases behind it.
            val problem = runCatching { check(case) }.exceptionOrNull() ?: continue
            failed += case.id
            if (case.id !in expected) failures += "${case.id}\n$problem\n  ${case.whole["in"].toString().take(2_000)}"
        }
        // More than these nobody reads.
        val first = failures.take(20).joinToString("\n")
        assertTrue(failures.isEmpty()) { "${failures.size} of ${cases.size} vectors fail:\n$first" }
        val mended = expected - failed
        assertTrue(mended.isEmpty() || only != null) { "pass now (or are no cases), so take them out of the list: $mended" }
        assertTrue(cases.size >= 2_000) { "only ${cases.size} vectors" }
    }

    @Test
    fun `an unknown op, an empty file and another number of cases fail`() {
        fun problem(block: () -> Unit) = assertThrows(IllegalStateException::class.java, block).message
        val nothing = JsonObject(emptyMap())
        assertEquals("unknown op `parse_isbn`", problem { check(Case("parse_isbn", "x", nothing)) })
        fun listed(op: String, cases: Int) = JsonObject(
            mapOf("file" to JsonPrimitive("ident/x.json"), "op" to JsonPrimitive(op), "cases" to JsonPrimitive(cases)),
        )
        val empty = """{"op": "parse_schac", "cases": []}"""
        assertEquals("ident/x.json has no case", problem { casesIn(listed("parse_schac", 0), empty) })
        val one = """{"op": "parse_schac", "cases": [{"id": "ident/parse_schac/plain", "in": {}, "out": {}}]}"""
        assertEquals(1, casesIn(listed("parse_schac", 1), one).size)
        val number = problem { casesIn(listed("parse_schac", 2), one) }
        assertEquals("ident/x.json has another number of cases than the index says", number)
        assertEquals("ident/x.json has the op \"parse_schac\"", problem { casesIn(listed("parse_eter", 1), one) })
    }

    /** Guards the comparison that the vectors rely on. */
    @Test
    fun `graphs are told apart`() {
        fun isSame(a: List<String>, b: List<String>) = runCatching { assertSameGraph(graphOf(a), graphOf(b)) }.isSuccess
        val pair = listOf("_:a <urn:p:1> _:b .", "_:b <urn:p:2> \"1\" .")
        assertTrue(isSame(pair, listOf("_:b <urn:p:2> \"1\" .", "_:x <urn:p:1> _:b .")))
        assertTrue(!isSame(pair.take(1) + "_:a <urn:p:1> _:a .", pair.take(1) + "_:b <urn:p:1> _:b ."))
        assertTrue(!isSame(listOf("_:a <urn:p:1> \"1\" ."), listOf("_:a <urn:p:1> \"1\"@en .")))
        assertTrue(isSame(emptyList(), emptyList()) && !isSame(emptyList(), listOf("<urn:a> <urn:p:1> <urn:b> .")))
        assertThrows(AssertionError::class.java) { assertSame(mapOf("a" to 1L), mapOf("a" to 1L, "b" to null)) }
    }
}
