package dev.halfstep.cli.file;

import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Standard output, whose failures are failures: a {@link PrintStream} keeps them to itself. */
public final class StandardOutput {

    private StandardOutput() {}

    /** Makes {@link System#out} one that knows why it failed, in UTF-8. */
    public static void install() {
        System.setOut(new Knowing(new Remembering(new FileOutputStream(FileDescriptor.out))));
    }

    private static final class Knowing extends PrintStream {

        private final Remembering below;

        Knowing(Remembering below) {
            super(new BufferedOutputStream(below), true, StandardCharsets.UTF_8);
            this.below = below;
        }
    }

    private static final class Remembering extends FilterOutputStream {

        private @Nullable IOException failure;

        Remembering(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                throw e;
            }
        }
    }

    /**
     * Writes data.
     *
     * @throws Problem if it cannot be written
     * @throws ClosedPipe if nobody reads it any more
     */
    static void write(WholeFile.Content content) {
        try (var out = new BufferedOutputStream(new Checked(), 1 << 16)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Fails as soon as what is printed to does. */
    private static final class Checked extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            System.out.write(bytes, offset, length);
            flush();
        }

        @Override
        public void flush() throws IOException {
            Optional<IOException> failure = cause();
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
    }

    /** Why not all that was printed so far has been written: a {@link Problem} or a {@link ClosedPipe}. */
    public static Optional<RuntimeException> failure() {
        return cause().map(StandardOutput::failed);
    }

    private static Optional<IOException> cause() {
        if (!System.out.checkError()) {
            return Optional.empty();
        }
        IOException known = System.out instanceof Knowing out ? out.below.failure : null;
        return Optional.of(known == null ? new IOException("the stream failed") : known);
    }

    private static RuntimeException failed(IOException e) {
        String reason = WholeFile.reason(e);
        if (reason.toLowerCase(Locale.ROOT).contains("pipe")) {
            return new ClosedPipe(e);
        }
        return Problem.system("standard output cannot be written: "
                + reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1)).because(e);
    }
}
