/** A service that scores rows of JSON with a model that carries its pipeline. */
package dev.halfstep.examples.service;
