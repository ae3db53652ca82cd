package dev.halfstep.table.scan;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.Counts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Different texts, numbered in order of first appearance. Looks up slices of a buffer, so that a string is made only
 * when a text is new: one per category rather than one per cell.
 */
final class Dictionary {

    /** Beyond this a column is free text or a key, and its levels would fill the memory without being of use. */
    static final int MOST_LEVELS = 1_000_000;

    /** The same bound for few but long texts, in characters. */
    private static final long MOST_CHARS = 1L << 26;

    private static final int FREE = -1;

    private final List<String> levels = new ArrayList<>();
    /** Open addressing with linear probing, at most half full; a power of two. */
    private int[] slots = new int[64];
    private int[] hashes = new int[32];
    private long chars;

    Dictionary() {
        Arrays.fill(slots, FREE);
    }

    /** The code of a text. */
    int code(char[] text, int from, int to) {
        int hash = hash(text, from, to);
        int slot = hash & (slots.length - 1);
        while (slots[slot] != FREE) {
            int level = slots[slot];
            if (hashes[level] == hash && equal(levels.get(level), text, from, to)) {
                return level;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return add(text, from, to, hash, slot);
    }

    private int add(char[] text, int from, int to, int hash, int slot) {
        int code = levels.size();
        chars += to - from;
        if (code == MOST_LEVELS || chars > MOST_CHARS) {
            throw Problem.of(code == MOST_LEVELS
                    ? "the column has more than " + Counts.of(MOST_LEVELS) + " different texts"
                    : "the column's different texts are too long, over " + Counts.of(MOST_CHARS) + " characters");
        }
        levels.add(new String(text, from, to - from));
        if (code == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * code);
            hashes[code] = hash;
            rehash();
        } else {
            hashes[code] = hash;
            slots[slot] = code;
        }
        return code;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, FREE);
        for (int code = 0; code < levels.size(); code++) {
            int slot = hashes[code] & (slots.length - 1);
            while (slots[slot] != FREE) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = code;
        }
    }

    private static int hash(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        // Linear probing needs the high bits too.
        hash *= 0x9e3779b9;
        return hash ^ (hash >>> 15);
    }

    private static boolean equal(String level, char[] text, int from, int to) {
        if (level.length() != to - from) {
            return false;
        }
        for (int i = 0; i < level.length(); i++) {
            if (level.charAt(i) != text[from + i]) {
                return false;
            }
        }
        return true;
    }

    List<String> levels() {
        return levels;
    }
}
