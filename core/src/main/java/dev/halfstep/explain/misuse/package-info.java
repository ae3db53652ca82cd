/** What common mistakes in using a model would score. */
package dev.halfstep.explain.misuse;
