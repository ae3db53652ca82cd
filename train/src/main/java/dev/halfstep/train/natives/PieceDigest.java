package dev.halfstep.train.natives;

import dev.halfstep.file.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The SHA-256 of the SHA-256s of a file's pieces of 4 MiB, in their order. PyTorch has 450 MB, which are digested before each
 * training: pieces are digested side by side.
 */
final class PieceDigest {

    private static final int PIECE = 1 << 22;
    private static final int BUFFER = 1 << 16;

    private PieceDigest() {}

    static String of(Path file) throws IOException {
        long pieces = Math.ceilDiv(Files.size(file), PIECE);
        try (FileChannel channel = FileChannel.open(file)) {
            List<byte[]> digests = LongStream.range(0, pieces).parallel()
                    .mapToObj(piece -> ofPiece(channel, piece * PIECE)).toList();
            MessageDigest whole = Sha256.begin();
            digests.forEach(whole::update);
            return HexFormat.of().formatHex(whole.digest());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static byte[] ofPiece(FileChannel channel, long from) {
        MessageDigest digest = Sha256.begin();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            for (int at = 0; at < PIECE; at += BUFFER) {
                buffer.clear();
                int given = 0; // a read may give less than what is there
                while (buffer.hasRemaining() && given >= 0) {
                    given = channel.read(buffer, from + at + buffer.position());
                }
                digest.update(buffer.flip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return digest.digest();
    }

    /** Copies all of a stream, and returns its digest. */
    static String ofCopied(InputStream in, OutputStream out) throws IOException {
        MessageDigest whole = Sha256.begin();
        for (byte[] piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
            whole.update(Sha256.begin().digest(piece));
            out.write(piece);
        }
        return HexFormat.of().formatHex(whole.digest());
    }
}
