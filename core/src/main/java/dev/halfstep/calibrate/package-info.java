/** Which values each tensor of a float network takes on representative rows. */
package dev.halfstep.calibrate;
