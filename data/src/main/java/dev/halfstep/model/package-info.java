/** A model file with the pipeline that it carries, and what its inputs and outputs take and are called. */
package dev.halfstep.model;
