/** What an explanation is about, and the figures and advice that it is made of. */
package dev.halfstep.explain.subject;
