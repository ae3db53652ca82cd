package dev.halfstep.bench.peer;

/** A copy of as many bytes as the work's tensors have: less memory traffic than a model's is not possible. */
final class CopyFloor implements Peer {

    private final byte[] from;
    private final byte[] to;

    private CopyFloor(int bytes) {
        from = new byte[bytes];
        to = new byte[bytes];
    }

    static CopyFloor of(Work work) {
        return new CopyFloor(Math.toIntExact(work.bytesTouched()));
    }

    @Override
    public Object run() {
        System.arraycopy(from, 0, to, 0, from.length);
        return to;
    }

    @Override
    public byte[] result() {
        return to.clone();
    }
}
