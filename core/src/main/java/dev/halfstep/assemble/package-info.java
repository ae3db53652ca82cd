/** Float networks put together op by op, as readers of other formats need it. */
package dev.halfstep.assemble;
