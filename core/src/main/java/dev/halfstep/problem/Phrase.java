package dev.halfstep.problem;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Text in which settings are named, to be shown in the words of whoever shows it. Immutable.
 *
 * <pre>
 * Phrase.of("leave it out with ").with(Setting.DROP, column)
 * </pre>
 *
 * Names and cells of a user's data are text or values, never taken for settings.
 */
public final class Phrase implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Longer values nobody copies. */
    private static final int LONGEST_VALUE = 200;

    /** Texts, and between them what they mention. */
    private final String[] texts;
    private final Mention[] mentions;

    private Phrase(String[] texts, Mention[] mentions) {
        this.texts = texts;
        this.mentions = mentions;
    }

    /** Text alone. */
    public static Phrase of(String text) {
        return new Phrase(new String[] {text}, new Mention[0]);
    }

    /** The same, and a setting after it. */
    public Phrase with(Setting setting) {
        return with(setting.alone());
    }

    /** The same, and a setting at a value after it. */
    public Phrase with(Setting setting, String value) {
        return with(setting.as(value));
    }

    /** The same, and settings at values after it, with spaces between them. */
    public Phrase with(List<Mention> settings) {
        Phrase phrase = this;
        for (int i = 0; i < settings.size(); i++) {
            phrase = (i == 0 ? phrase : phrase.then(" ")).with(settings.get(i));
        }
        return phrase;
    }

    private Phrase with(Mention mention) {
        String[] moreTexts = Arrays.copyOf(texts, texts.length + 1);
        moreTexts[texts.length] = "";
        Mention[] moreMentions = Arrays.copyOf(mentions, mentions.length + 1);
        moreMentions[mentions.length] = mention;
        return new Phrase(moreTexts, moreMentions);
    }

    /** The same, and text after it. */
    public Phrase then(String text) {
        String[] longer = texts.clone();
        longer[longer.length - 1] += text;
        return new Phrase(longer, mentions);
    }

    /** Whether all that is mentioned is there to be used, and short enough to be copied. */
    public boolean isSayable(Vocabulary vocabulary) {
        return Arrays.stream(mentions)
                .allMatch(mention -> mention.equals(shown(mention)) && vocabulary.name(mention).isPresent());
    }

    /** A value may be a cell of a megabyte, or the name of a column. */
    private static Mention shown(Mention mention) {
        return mention.value().filter(value -> value.length() > LONGEST_VALUE)
                .map(value -> mention.setting().as(Quoted.cut(value))).orElse(mention);
    }

    /** In the words of a vocabulary; what it lacks, in the library's. */
    public String text(Vocabulary vocabulary) {
        var text = new StringBuilder(texts[0]);
        for (int m = 0; m < mentions.length; m++) {
            Mention mention = shown(mentions[m]);
            text.append(vocabulary.name(mention).or(() -> Vocabulary.LIBRARY.name(mention)).orElseThrow())
                    .append(texts[m + 1]);
        }
        return text.toString();
    }

    /** In the library's words. */
    @Override
    public String toString() {
        return text(Vocabulary.LIBRARY);
    }
}
