package dev.halfstep.certify.domain;

/**
 * What an output's values are in the unit that people read, as far as a proof must know it: the larger the value, the larger it is there.
 */
public interface OutputUnit {

    /** For people. */
    public String name();

    /** A value of the network's output in the unit. Rises with the value, and is right to some units in the last place of a double. */
    public double inUnits(double value);

    /** Whether equal distances of values are equal distances in the unit. */
    public boolean isLinear();

    /** The network's own values. */
    public static OutputUnit own(String name) {
        return new OutputUnit() {

            @Override
            public String name() {
                return name;
            }

            @Override
            public double inUnits(double value) {
                return value;
            }

            @Override
            public boolean isLinear() {
                return true;
            }
        };
    }
}
