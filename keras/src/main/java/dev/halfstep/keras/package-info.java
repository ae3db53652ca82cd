/** Models in Keras' files. */
package dev.halfstep.keras;
