package dev.halfstep.keras.hdf5;

import dev.halfstep.keras.hdf5.Contents.Cursor;
import dev.halfstep.keras.hdf5.Header.Message;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A group or a dataset. */
public final class Hdf5Object {

    private static final int COMPACT = 0;
    private static final int CONTIGUOUS = 1;
    private static final int ALIGNMENT = 8;
    private static final int SHORT_NAMED = 1;
    private static final int WITH_CHARACTER_SET = 3;

    private final Hdf5File file;
    private final Contents contents;
    private final Header header;
    private @Nullable Map<String, Message> attributes;
    private @Nullable Map<String, Long> links;

    /** Elements in the file. */
    private record Elements(ElementType type, Shape shape, Cursor data) {}

    Hdf5Object(Hdf5File file, Contents contents, long address) {
        this.file = file;
        this.contents = contents;
        header = Header.at(contents, address);
    }

    /**
     * What is in a group under a name.
     *
     * @throws Problem if the group is damaged or of a form that is not read, or it is a link to elsewhere
     */
    public Optional<Hdf5Object> child(String name) {
        Long address = links().get(name);
        if (address == null) {
            return Optional.empty();
        }
        if (address == Links.ELSEWHERE) {
            throw Problem.model("'" + name + "' is a link to elsewhere, which is not followed")
                    .remedy("Save the model by Keras, in one file.");
        }
        return Optional.of(file.object(address));
    }

    /** The names of all that is in a group. */
    Set<String> names() {
        return links().keySet();
    }

    private Map<String, Long> links() {
        Map<String, Long> known = links;
        if (known == null) {
            known = Links.of(contents, header);
            links = known;
        }
        return known;
    }

    /** Whether the object holds data. */
    boolean isDataset() {
        return header.first(Header.LAYOUT).isPresent();
    }

    /**
     * The texts of an attribute: one, or as many as its array has.
     *
     * @throws Problem if it is damaged, or of numbers
     */
    public Optional<List<String>> texts(String name) {
        return attribute(name).map(this::elements).map(this::texts);
    }

    /**
     * The values of a dataset; whole numbers as real ones.
     *
     * @throws Problem if it is damaged, or not of numbers in one piece
     */
    public Tensor values() {
        refuse(Header.EXTERNAL_FILES, "it has its values in other files, which are not looked for");
        refuse(Header.FILTERS, "its values are compressed");
        ElementType type = ElementType.read(message(Header.DATATYPE).read());
        Shape shape = shape(message(Header.DATASPACE).read());
        Cursor data = stored((long) shape.elements() * type.size());
        var values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = type.next(data);
        }
        return Tensor.of(shape, values);
    }

    private void refuse(int message, String what) {
        if (header.first(message).isPresent()) {
            throw Problem.model(what).remedy("Save the model by Keras.");
        }
    }

    private Message message(int type) {
        Message message = header.first(type)
                .orElseThrow(() -> Problem.model("an HDF5 object is no dataset").remedy("Save the model by Keras."));
        if (message.isShared()) {
            throw Problem.model("its type is a named one, which is not read").remedy("Save the model by Keras.");
        }
        return message;
    }

    /** The bytes of the data, which must be as many as its type and shape say. */
    private Cursor stored(long bytes) {
        Cursor layout = message(Header.LAYOUT).read();
        int version = layout.u8();
        int kind = layout.u8();
        if ((version != 3 && version != 4) || kind > CONTIGUOUS) {
            throw Problem.model("its values are stored in chunks, or as old versions of HDF5 do")
                    .remedy("Save the model by Keras.");
        }
        if (kind == COMPACT) {
            return layout.part(layout.u16()).part(Math.toIntExact(bytes));
        }
        long address = layout.address();
        long size = layout.length();
        if (address == Contents.UNDEFINED && bytes > 0) {
            throw Problem.model("its values were never written").remedy("Save the model again.");
        }
        if (size < bytes) {
            throw Contents.damaged("a dataset of " + bytes + " bytes has only " + size, layout.position());
        }
        return bytes == 0 ? contents.at(0, 0) : contents.at(address, bytes);
    }

    private static Shape shape(Cursor space) {
        int version = space.u8();
        int rank = space.u8();
        space.skip(version == 1 ? 6 : 1);
        if (version == 2 && space.u8() == 2) {
            return Shape.of(0);
        }
        if (version < 1 || version > 2 || rank > Shape.MAX_RANK) {
            throw Contents.damaged("a dataset with " + rank + " axes", space.position());
        }
        var extents = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            long extent = space.length();
            if (extent < 0 || extent > Integer.MAX_VALUE) {
                throw Problem.limit("a dataset has an axis of " + Long.toUnsignedString(extent) + " elements");
            }
            extents[axis] = (int) extent;
        }
        return Shape.of(extents);
    }

    private Optional<Message> attribute(String name) {
        Map<String, Message> known = attributes;
        if (known == null) {
            known = new HashMap<>();
            for (Message message : header.all(Header.ATTRIBUTE)) {
                if (message.isShared()) {
                    continue;
                }
                Cursor cursor = message.read();
                int version = cursor.u8();
                int length = cursor.skip(1).u16();
                cursor.skip(2 * Short.BYTES + (version == WITH_CHARACTER_SET ? 1 : 0));
                known.put(cursor.text(length), message);
            }
            attributes = known;
        }
        Message found = known.get(name);
        if (found == null && header.first(Header.ATTRIBUTE_INFO).isPresent() && hasAttributesElsewhere()) {
            throw Problem.model("the attribute '" + name + "' is stored as newer versions of HDF5 do by choice")
                    .remedy("Save the model by Keras.");
        }
        return Optional.ofNullable(found);
    }

    private boolean hasAttributesElsewhere() {
        Cursor info = message(Header.ATTRIBUTE_INFO).read();
        int flags = info.skip(1).u8();
        return info.skip((flags & 1) == 0 ? 0 : Short.BYTES).address() != Contents.UNDEFINED;
    }

    private Elements elements(Message message) {
        Cursor cursor = message.read();
        int version = cursor.u8();
        if (version < SHORT_NAMED || version > WITH_CHARACTER_SET || (version > 1 && cursor.u8() != 0)) {
            throw Problem.model("an attribute is of a form that is not read").remedy("Save the model by Keras.");
        }
        if (version == SHORT_NAMED) {
            cursor.skip(1);
        }
        int name = cursor.u16();
        int type = cursor.u16();
        int space = cursor.u16();
        cursor.skip(version == WITH_CHARACTER_SET ? 1 : 0);
        boolean isAligned = version == SHORT_NAMED;
        cursor.skip(aligned(name, isAligned));
        ElementType elementType = ElementType.read(cursor.part(aligned(type, isAligned)));
        Shape shape = shape(cursor.part(aligned(space, isAligned)));
        return new Elements(elementType, shape, cursor);
    }

    private static int aligned(int size, boolean isAligned) {
        return isAligned ? Math.ceilDiv(size, ALIGNMENT) * ALIGNMENT : size;
    }

    private List<String> texts(Elements elements) {
        int count = elements.shape.elements();
        var texts = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            texts.add(switch (elements.type) {
                case ElementType.Text text -> elements.data.text(text.size());
                case ElementType.TextElsewhere text -> file.heap().text(elements.data.part(text.size()));
                case ElementType.Whole other -> throw noTexts();
                case ElementType.Real other -> throw noTexts();
                case ElementType.Other other -> throw noTexts();
            });
        }
        return texts;
    }

    private static Problem noTexts() {
        return Problem.model("an attribute that must be texts is not").remedy("Save the model by Keras.");
    }
}
