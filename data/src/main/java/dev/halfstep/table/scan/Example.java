package dev.halfstep.table.scan;

/** A cell as messages quote it. */
record Example(String text, long line) {}
