package dev.halfstep.domain;

import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.json.JsonWriter;

/** One column of a table, part of its dates, or feature of a model without a pipeline, and what it may be. */
sealed interface Axis permits NumberAxis, TextAxis {

    String name();

    /** Its features, as the network takes them. */
    InputDomain.Part part();

    /**
     * What it is in an input.
     *
     * @param input of the network, in the domain
     */
    RawValue raw(float[] input);

    /** This, but that it may be no more than what a part of the same features says. */
    Axis within(InputDomain.Part part);

    /** Puts what it may be. */
    void write(JsonWriter to);

    /** What it may be, for people. */
    String text();
}
