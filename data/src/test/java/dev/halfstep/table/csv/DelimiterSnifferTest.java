package dev.halfstep.table.csv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DelimiterSnifferTest {

    private static char sniff(String sample) {
        return DelimiterSniffer.delimiter(sample, false);
    }

    private static char sniffComma(String sample) {
        return DelimiterSniffer.delimiter(sample, true);
    }

    @Test
    void findsEachOfThem() {
        assertThat(sniff("a,b\n1,2\n")).isEqualTo(',');
        assertThat(sniff("a;b\n1;2\n")).isEqualTo(';');
        assertThat(sniff("a\tb\n1\t2\n")).isEqualTo('\t');
        assertThat(sniff("a|b\n1|2\n")).isEqualTo('|');
    }

    @Test
    void theOneThatSplitsRecordsLikeTheHeaderWins() {
        assertThat(sniff("price, EUR\tarea, m2\n1\t2\n3\t4\n")).isEqualTo('\t');
        assertThat(sniff("a;b;c\n1,5;2,5;3,5\n1,0;2,0;3,0\n")).isEqualTo(';');
        assertThat(sniff("a,b;c,d\n1,2;3,4\n")).as("more cells").isEqualTo(',');
        assertThat(sniff("a|b,c\n1|2\n3|4\n")).isEqualTo('|');
    }

    @Test
    void delimitersWithinQuotesDoNotCount() {
        assertThat(sniff("\"a,b,c\";d\n\"1,2,3\";4\n")).isEqualTo(';');
        assertThat(sniff("a;b\n\"x\ny,z\n,,,\";1\n")).isEqualTo(';');
    }

    @Test
    void aRaggedRecordDoesNotChangeTheDelimiter() {
        assertThat(sniff("a,b,c\n1,2,3\n1,2\n1,2,3\n")).isEqualTo(',');
    }

    @Test
    void aSingleColumnMayHaveDecimalCommas() {
        assertThat(sniff("a\n1\n2\n")).isEqualTo(',');
        assertThat(sniff("a\n1,5\n2,5\n")).isNotEqualTo(',');
    }

    @Test
    void aTitleAboveATableIsNoSingleColumn() {
        assertThat(sniff("Costs\na;b;c\n1;2;3\n")).isEqualTo(';');
    }

    @Test
    void withADecimalCommaACommaIsTheLastToDelimit() {
        assertThat(sniffComma("a\n1,5\n")).isNotEqualTo(',');
        assertThat(sniffComma("a,x;b\n1,5;2\n")).isEqualTo(';');
        assertThat(sniffComma("a,b\n\"1,5\",\"2,5\"\n")).isEqualTo(',');
    }

    @Test
    void aRecordCutOffByTheEndOfTheSampleIsLeftOut() {
        String row = "1;" + "2".repeat(DelimiterSniffer.SAMPLE / 3) + "\n";
        assertThat(sniff(("a;b\n" + row.repeat(4)).substring(0, DelimiterSniffer.SAMPLE))).isEqualTo(';');
    }
}
