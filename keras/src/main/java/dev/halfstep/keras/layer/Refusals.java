package dev.halfstep.keras.layer;

import dev.halfstep.keras.config.Settings;
import dev.halfstep.problem.Problem;

/** What several layers do not take. */
final class Refusals {

    private Refusals() {}

    /** Images are rows of columns of channels. */
    static void requireChannelsLast(Settings settings) {
        if (!settings.text("data_format", "channels_last").equals("channels_last")) {
            throw Problem.model("its data are channels_first")
                    .remedy("Build the model with data_format='channels_last'.");
        }
    }

    static void requireAbsent(Settings settings, String name) {
        if (settings.has(name)) {
            throw Problem.model("its setting " + name + " is not supported").remedy("Save the model without it.");
        }
    }

    /** Steps that are left out depending on the data. */
    static Problem mask() {
        return Problem.model("it masks steps, so that layers behind it leave them out, which is not supported")
                .remedy("Train with sequences of one length, without a mask.");
    }
}
