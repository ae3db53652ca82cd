/** Certificates: what is proven of two model files over a domain, as a record that can be stored and checked. */
@NullMarked
package dev.halfstep.certificate;

import org.jspecify.annotations.NullMarked;
