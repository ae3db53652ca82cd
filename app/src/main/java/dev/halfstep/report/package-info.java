/** Results for people and for programs: console tables and JSON. */
@NullMarked
package dev.halfstep.report;

import org.jspecify.annotations.NullMarked;
