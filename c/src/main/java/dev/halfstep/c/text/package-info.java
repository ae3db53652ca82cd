/** C as text: identifiers, comments, literals, tables, and functions from templates. Knows nothing of models. */
package dev.halfstep.c.text;
