package eu.qualitylink.bench

import eu.qualitylink.MapOptions
import eu.qualitylink.Provider
import eu.qualitylink.RdfFormat
import eu.qualitylink.readCatalogue
import java.nio.file.Files
import java.nio.file.Path

/**
 * What a page of an API costs from its bytes to N-Triples, on this side of the border: prints nanoseconds (the median) and
 * bytes of RDF. Arguments: FILE, then if need be the SCHAC code of the provider, how many pages are timed, and how many are
 * read before, until the compiler of the virtual machine has done its work.
 */
fun main(arguments: Array<String>) {
    require(arguments.isNotEmpty()) { "arguments: FILE [SCHAC] [RUNS] [WARM-UP]" }
    val page = Files.readAllBytes(Path.of(arguments[0]))
    val options = MapOptions(provider = Provider(schac = arguments.getOrNull(1) ?: "example.edu"))
    val runs = arguments.getOrNull(2)?.toInt() ?: 100
    val warmUp = arguments.getOrNull(3)?.toInt() ?: runs

    // Memory is given back at once, as a program does that maps page after page.
    fun map(): Int = readCatalogue(page, options = options).use { it.toRdf(RdfFormat.N_TRIPLES).size }

    var size = 0
    repeat(warmUp) { size = map() }
    val times = List(runs) {
        val start = System.nanoTime()
        check(map() == size) { "another result than before" }
        System.nanoTime() - start
    }
    println("""{"nanoseconds": ${times.sorted()[runs / 2]}, "bytes": $size, "runs": $runs}""")
}
