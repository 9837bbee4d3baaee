package eu.qualitylink.vectors

import eu.qualitylink.ErrorReport
import java.lang.reflect.Modifier
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull

/** The name of a choice in vectors: `N_TRIPLES` is `n-triples`. */
internal val Enum<*>.text: String get() = name.lowercase().replace('_', '-')

internal inline fun <reified E : Enum<E>> choice(text: String): E = enumValueOf(text.uppercase().replace('-', '_'))

/** A value without its type, so that what the binding gives can be compared with what a file says. */
internal fun plain(value: Any?): Any? = when (value) {
    null, JsonNull -> null
    is JsonPrimitive -> if (value.isString) value.content else value.booleanOrNull ?: number(value.content)
    is Map<*, *> -> value.entries.associate { (key, member) -> key to plain(member) }
    is List<*> -> value.map(::plain)
    is Enum<*> -> value.text
    is UInt -> value.toLong()
    is Int -> value.toLong()
    is String, is Boolean, is Long, is Double -> value
    else -> record(value)
}

private fun number(digits: String): Any = digits.toLongOrNull() ?: digits.toDouble()

/** The members of a data class by their names. */
private fun record(value: Any): Map<String, Any?> {
    check(value.javaClass.packageName == ErrorReport::class.java.packageName) { "no plain value: $value" }
    val fields = value.javaClass.declaredFields.filterNot { Modifier.isStatic(it.modifiers) }
    return fields.associate { field ->
        field.isAccessible = true
        field.name to plain(field.get(value))
    }
}

/** The members of a record that a case speaks of, under the names that it has for them: `localId` is `local_id`. */
internal fun members(value: Any, vararg names: String): Map<String, Any?> {
    val all = record(value)
    return names.associateWith { name ->
        val camel = name.replace(Regex("_(.)")) { it.groupValues[1].uppercase() }
        check(camel in all) { "$value has no $camel" }
        all[camel]
    }
}

internal fun assertSame(expected: Any?, actual: Any?, what: String = "") {
    val (left, right) = plain(expected) to plain(actual)
    if (left != right) throw AssertionError("  $what\n  expected: $left\n  actual:   $right")
}

/** A member that nothing reads would make a case that checks less than it seems to. */
internal fun assertMembers(value: JsonObject, vararg known: String) {
    val unknown = value.keys - known.toSet()
    check(unknown.isEmpty()) { "unknown members $unknown" }
}

internal fun JsonElement?.objectOrNull(): JsonObject? = this as? JsonObject

internal fun JsonObject.text(name: String): String? {
    val value = this[name]
    return if (value is JsonPrimitive && value.isString) value.content else null
}

internal fun JsonObject.needed(name: String): String = text(name) ?: error("`$name` is missing or no text: $this")

internal fun JsonObject.flag(name: String): Boolean? = (this[name] as? JsonPrimitive)?.booleanOrNull

internal fun JsonObject.number(name: String): UInt? = (this[name] as? JsonPrimitive)?.content?.toUIntOrNull()

/** A list; an empty one if it is missing. */
internal fun JsonObject.items(name: String): List<JsonElement> = this[name] as? JsonArray ?: emptyList()

internal fun JsonObject.texts(name: String): List<String> = items(name).map { (it as JsonPrimitive).content }

internal fun JsonObject.objects(name: String): List<JsonObject> = items(name).map { it as JsonObject }

/** The object with `name` in place of every `name_repeat`, which spares the files texts of thousands of letters. */
internal fun JsonObject.expanded(): JsonObject = JsonObject(
    entries.associate { (name, value) ->
        if (!name.endsWith("_repeat")) return@associate name to value
        val parts = value as JsonObject
        val repeated = parts.needed("unit").repeat(checkNotNull(parts.number("times")).toInt())
        name.removeSuffix("_repeat") to JsonPrimitive(parts.needed("before") + repeated + parts.needed("after"))
    },
)

internal fun fromHex(text: String): ByteArray = text.chunked(2) { it.toString().toInt(16).toByte() }.toByteArray()
