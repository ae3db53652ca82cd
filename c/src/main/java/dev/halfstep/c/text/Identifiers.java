package dev.halfstep.c.text;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Legal identifiers for names from tables and model files, no two of them alike in one scope. A name keeps its Latin letters and
 * digits; all else becomes an underscore.
 */
public final class Identifiers {

    private static final int LONGEST = 40;

    /** Keywords of C and C++, and what common compilers and headers define in lower case. */
    private static final Set<String> TAKEN = Set.of(("alignas alignof and and_eq asm assert atomic_cancel atomic_commit"
            + " atomic_noexcept auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl concept const"
            + " consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete do double"
            + " dynamic_cast else enum errno explicit export extern false far final float for friend goto huge i386 if import"
            + " inline int interface linux long main mips module mutable namespace near new noexcept not not_eq nullptr"
            + " operator or or_eq override pascal private protected public reflexpr register reinterpret_cast requires"
            + " restrict return short signed sizeof small sparc static static_assert static_cast stderr stdin stdout struct"
            + " sun switch synchronized template this thread_local throw true try typedef typeid typename typeof"
            + " typeof_unqual union unix unsigned using vax virtual void volatile wchar_t while xor xor_eq")
            .split(" "));

    private final Set<String> used = new HashSet<>();

    /** A scope in which some are in use already. */
    public Identifiers(String... inUse) {
        used.addAll(Set.of(inUse));
    }

    /** A legal identifier in lower case that no other name of this scope has. */
    public String lower(String name) {
        return distinct(plain(name).toLowerCase(Locale.ROOT), "_");
    }

    /** The same in upper case, behind a prefix. */
    public String upper(String prefix, String name) {
        return distinct((prefix + "_" + part(name)).toUpperCase(Locale.ROOT), "_");
    }

    private String distinct(String wanted, String separator) {
        String distinct = wanted;
        for (int n = 2; !used.add(distinct); n++) {
            distinct = wanted + separator + n;
        }
        return distinct;
    }

    /** Whether a name is a legal identifier as it stands. */
    public static boolean isLegal(String name) {
        return name.matches("[a-z][a-z0-9_]*") && !name.contains("__") && !name.endsWith("_") && !TAKEN.contains(name)
                && name.length() <= LONGEST;
    }

    /** Whether nothing of a name can be a part of an identifier. */
    public static boolean isEmpty(String name) {
        return part(name).isEmpty();
    }

    /** A legal identifier in lower case. */
    public static String plain(String name) {
        String part = part(name).toLowerCase(Locale.ROOT);
        String whole = part.isEmpty() ? "column" : Character.isDigit(part.charAt(0)) ? "x" + part : part;
        return TAKEN.contains(whole) ? whole + "_value" : whole;
    }

    /** What can be a part of an identifier. */
    private static String part(String name) {
        String latin = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "").replace("ß", "ss");
        String part = latin.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
        return part.length() <= LONGEST ? part : part.substring(0, LONGEST).replaceAll("_$", "");
    }
}
