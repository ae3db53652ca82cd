/** Studies and reports to be called: {@link dev.halfstep.studies.Studies}. */
package dev.halfstep.studies;
