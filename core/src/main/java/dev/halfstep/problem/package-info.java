/** {@link dev.halfstep.problem.Problem}: the one exception a user can meet. */
package dev.halfstep.problem;
