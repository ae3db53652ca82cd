package dev.halfstep.examples.service;

/** A request that is answered by saying why not. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Answer answer;

    Refusal(int status, String title, String detail) {
        super(detail);
        answer = Answer.problem(status, title, detail);
    }

    Answer answer() {
        return answer;
    }
}
