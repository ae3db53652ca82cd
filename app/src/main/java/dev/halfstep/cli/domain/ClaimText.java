package dev.halfstep.cli.domain;

import dev.halfstep.certify.Findings.Claim;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.ColumnNames;
import java.util.ArrayList;
import java.util.List;

/** What is said to rise or fall with a column: {@code wage:education:up}, without the target where there is only one. */
public final class ClaimText {

    private static final String UP = ":up";
    private static final String DOWN = ":down";

    private final List<String> targets;
    private final ModelDomain domain;

    private ClaimText(List<String> targets, ModelDomain domain) {
        this.targets = targets;
        this.domain = domain;
    }

    /**
     * All claims.
     *
     * @throws Problem that holds all that is wrong with them
     */
    public static List<Claim> read(List<String> texts, List<String> targets, ModelDomain domain) {
        var reader = new ClaimText(targets, domain);
        var claims = new ArrayList<Claim>();
        var problems = new ArrayList<Problem>();
        for (String text : texts) {
            try {
                claims.add(reader.read(text));
            } catch (Problem problem) {
                problems.add(problem.at("--monotone " + Quoted.of(text)));
            }
        }
        if (!problems.isEmpty()) {
            throw Problem.together(problems);
        }
        return claims.stream().distinct().toList();
    }

    private Claim read(String text) {
        boolean isRising = text.endsWith(UP);
        if (!isRising && !text.endsWith(DOWN)) {
            throw Problem.option("it says neither up nor down").remedy("Write " + example() + UP + ".");
        }
        String names = text.substring(0, text.length() - (isRising ? UP : DOWN).length());
        List<String> columns = domain.columns();
        if (columns.contains(names)) {
            if (targets.size() > 1) {
                throw Problem.option("it does not say which target").remedy("Write " + targets.getFirst() + ":" + names
                        + (isRising ? UP : DOWN) + ".");
            }
            return claim(0, columns.indexOf(names), isRising);
        }
        for (String target : targets) {
            if (names.startsWith(target + ":")) {
                String column = names.substring(target.length() + 1);
                if (!columns.contains(column)) {
                    throw ColumnNames.unknown(column, columns);
                }
                return claim(targets.indexOf(target), columns.indexOf(column), isRising);
            }
        }
        int colon = names.indexOf(':');
        throw colon < 0 ? ColumnNames.unknown(names, columns)
                : Problem.option("there is no target " + Quoted.of(names.substring(0, colon)))
                        .remedy("Targets are: " + ColumnNames.list(targets) + ".");
    }

    private Claim claim(int target, int column, boolean isRising) {
        if (!domain.isNumber(column)) {
            throw Problem
                    .option("column " + Quoted.of(domain.columns().get(column)) + " holds texts, which have no order")
                    .remedy("Name a column of numbers.");
        }
        return new Claim(target, column, isRising);
    }

    private String example() {
        return (targets.size() > 1 ? targets.getFirst() + ":" : "") + domain.columns().getFirst();
    }
}
