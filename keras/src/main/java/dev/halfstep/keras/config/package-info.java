/** How Keras describes networks. */
package dev.halfstep.keras.config;
