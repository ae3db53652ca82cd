/** Models on the rows of a file: evaluated, and explained with advice. */
package dev.halfstep.assess;
