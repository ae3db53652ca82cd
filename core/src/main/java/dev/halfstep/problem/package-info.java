/** {@link dev.halfstep.problem.Problem}, the one exception a user can meet, and the settings that it names. */
package dev.halfstep.problem;
