package dev.halfstep.keras.hdf5;

import dev.halfstep.keras.hdf5.Contents.Cursor;
import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file in the hierarchical data format, version 5, as h5py writes it unless told otherwise: superblocks of any version, groups as
 * symbol tables or with compact links, datasets in one piece. What newer versions can do besides is refused by name. Nothing outside
 * of the file is ever opened.
 *
 * <p>
 * Memory and time stay in proportion to the file: see {@link Contents}.
 *
 * @see <a href="https://docs.hdfgroup.org/hdf5/develop/_f_m_t3.html">the format</a>
 */
public final class Hdf5File {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int FIRST_OTHER_PLACE = 512;
    private static final int SUPERBLOCK = 96;
    private static final int LATEST = 3;

    private final Contents contents;
    private final GlobalHeap heap;
    private final Map<Long, Hdf5Object> objects = new HashMap<>();
    private final Hdf5Object root;

    private Hdf5File(byte[] bytes, int start) {
        contents = new Contents(bytes);
        heap = new GlobalHeap(contents);
        root = object(rootAddress(start));
    }

    /** Whether bytes begin as such a file does. */
    public static boolean matches(byte[] bytes) {
        return start(bytes) >= 0;
    }

    private static int start(byte[] bytes) {
        int at = 0;
        while (at <= bytes.length - SIGNATURE.length) {
            if (Arrays.equals(bytes, at, at + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
                return at;
            }
            at = at == 0 ? FIRST_OTHER_PLACE : Math.clamp(2L * at, 0, Integer.MAX_VALUE);
        }
        return -1;
    }

    /**
     * Opens a file.
     *
     * @throws Problem if it is none, or its first parts are damaged
     */
    public static Hdf5File of(byte[] bytes) {
        int start = start(bytes);
        if (start < 0) {
            throw Problem.model("it is not an HDF5 file");
        }
        return new Hdf5File(bytes, start);
    }

    private long rootAddress(int start) {
        Cursor block = contents.at(start, Math.min(SUPERBLOCK + 8, contents.size() - start));
        int version = block.skip(SIGNATURE.length).u8();
        if (version > LATEST) {
            throw Problem.model("the version " + version + " of HDF5 files is not supported");
        }
        boolean isOld = version <= 1;
        block.skip(isOld ? 4 : 0);
        int offsets = block.u8();
        int lengths = block.u8();
        contents.measure(start, offsets, lengths);
        // Flags; in old ones also the shape of trees.
        block.skip(isOld ? 9 + (version == 1 ? 4 : 0) : 1);
        long end = block.skip(2 * offsets).address();
        if (end > contents.size()) {
            throw Problem.model("the HDF5 file has " + contents.size() + " bytes, but says that it has "
                    + end).remedy("Get the file again: it was cut off.");
        }
        // The next address is that of a driver in old ones, where the name of the root comes then.
        return isOld ? block.skip(2 * offsets).address() : block.address();
    }

    /** The object at an address. */
    Hdf5Object object(long address) {
        Hdf5Object known = objects.get(address);
        if (known == null) {
            known = new Hdf5Object(this, contents, address);
            objects.put(address, known);
        }
        return known;
    }

    /** The texts of any length. */
    GlobalHeap heap() {
        return heap;
    }

    public Hdf5Object root() {
        return root;
    }

    /**
     * An object by its path of names, with a slash between each two.
     *
     * @throws Problem if a group on the way is damaged or of a form that is not read
     */
    public Optional<Hdf5Object> find(String path) {
        Optional<Hdf5Object> at = Optional.of(root);
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty()) {
                at = at.flatMap(group -> group.child(name));
            }
        }
        return at;
    }
}
