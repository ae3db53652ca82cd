package dev.halfstep.domain;

import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.NumberSet;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Scaling;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.ColumnNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes a model's domain of what its pipeline knows and of what is said of it, and gathers what is wrong. */
final class DomainBuilder {

    private final Optional<Pipeline> pipeline;
    private final List<String> names;
    private final DomainSpec spec;
    private final List<Axis> axes = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    /** @param names of its parts: columns, parts of dates, or features */
    DomainBuilder(Optional<Pipeline> pipeline, List<String> names, DomainSpec spec) {
        this.pipeline = pipeline;
        this.names = names;
        this.spec = spec;
    }

    ModelDomain build() {
        spec.columns().keySet().stream().filter(name -> !names.contains(name))
                .forEach(name -> problems.add(ColumnNames.unknown(name, names)));
        if (pipeline.isPresent()) {
            addColumns(pipeline.get());
        } else {
            for (int f = 0; f < names.size(); f++) {
                addNumbers(f, new Scaling(names.get(f), 0, 1), Optional.empty());
            }
        }
        if (!unknown.isEmpty()) {
            problems.add(unknown());
        }
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
        return new ModelDomain(axes);
    }

    private Problem unknown() {
        String what = pipeline.isPresent()
                ? "the model, of an earlier version or from elsewhere, does not say what training rows had in "
                        + ColumnNames.list(unknown)
                : "the model does not say what it is made for: nothing is known of " + ColumnNames.list(unknown);
        return Problem.option(what).remedy(
                Phrase.of("say it with ").with(Setting.DOMAIN, DomainText.name(unknown.getFirst()) + "=LOW:HIGH"),
                Phrase.of("name rows that show it with ").with(Setting.DOMAIN_FROM));
    }

    private void addColumns(Pipeline own) {
        int feature = 0;
        for (InputColumn input : own.inputs()) {
            List<Scaling> scalings = own.features().subList(feature, feature + input.features().size());
            switch (input) {
                case InputColumn.Numeric numeric -> addNumbers(feature, scalings.getFirst(), numeric.seen());
                case InputColumn.Date date -> {
                    for (int p = 0; p < scalings.size(); p++) {
                        addNumbers(feature + p, scalings.get(p),
                                date.seen().isEmpty() ? Optional.empty() : Optional.of(date.seen().get(p)));
                    }
                }
                case InputColumn.Mapped mapped ->
                    addTexts(mapped.column(), feature, List.copyOf(mapped.values().keySet()),
                            text -> new double[] {
                                    scalings.getFirst().standardise(Objects.requireNonNull(mapped.values().get(text)))
                                            + 0.0});
                case InputColumn.OneHot oneHot ->
                    addTexts(oneHot.column(), feature, oneHot.levels(),
                            text -> indicators(scalings, oneHot.levels(), text));
            }
            feature += scalings.size();
        }
    }

    /** The features of a category: its own says 1, all others 0. */
    private static double[] indicators(List<Scaling> scalings, List<String> levels, String text) {
        return IntStream.range(0, levels.size())
                .mapToDouble(level -> scalings.get(level).standardise(levels.get(level).equals(text) ? 1 : 0) + 0.0)
                .toArray();
    }

    private interface Features {
        double[] of(String text);
    }

    private void addTexts(String column, int feature, List<String> known, Features features) {
        gather(column, () -> {
            @Nullable
            ColumnSpec own = spec.columns().get(column);
            List<String> texts = own == null ? known : own.texts(known);
            axes.add(new TextAxis(column, feature, texts,
                    texts.stream().map(features::of).toArray(double[][]::new)));
        });
    }

    private void addNumbers(int feature, Scaling scaling, Optional<NumberSet> seen) {
        gather(scaling.name(), () -> {
            @Nullable
            ColumnSpec own = spec.columns().get(scaling.name());
            if (own == null && seen.isEmpty()) {
                unknown.add(scaling.name());
            } else {
                axes.add(new NumberAxis(feature, scaling, own == null ? seen.orElseThrow() : own.numbers(seen)));
            }
        });
    }

    private void gather(String column, Runnable step) {
        try {
            step.run();
        } catch (Problem problem) {
            problems.add(problem.at("column " + Quoted.of(column)));
        }
    }
}
