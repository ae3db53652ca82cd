package dev.halfstep.keras.hdf5;

import dev.halfstep.keras.hdf5.Contents.Cursor;
import java.util.HashMap;
import java.util.Map;

/** Where texts of any length are: collections of numbered objects. */
final class GlobalHeap {

    private static final int PREFIX = 8;
    private static final int ALIGNMENT = 8;

    private final Contents contents;
    private final Map<Long, Map<Long, Place>> collections = new HashMap<>();

    /** Where an object is. */
    private record Place(long address, long length) {}

    GlobalHeap(Contents contents) {
        this.contents = contents;
    }

    /** The text that a reference stands for. */
    String text(Cursor reference) {
        long length = reference.u32();
        long address = reference.address();
        long index = reference.u32();
        if (length == 0) {
            return "";
        }
        Map<Long, Place> collection = collections.get(address);
        if (collection == null) {
            collection = collection(address);
            collections.put(address, collection);
        }
        Place place = collection.get(index);
        if (place == null || place.length < length) {
            throw Contents.damaged("the text " + index + " is missing", address);
        }
        return contents.at(place.address, length).text((int) length);
    }

    private Map<Long, Place> collection(long address) {
        int each = PREFIX + contents.sizeOfLengths();
        Cursor prefix = contents.at(address, each);
        prefix.expect("GCOL");
        long end = address + prefix.skip(4).length();
        var places = new HashMap<Long, Place>();
        long at = address + each;
        while (end - at >= each) {
            Cursor object = contents.at(at, each);
            long index = object.u16();
            long length = object.skip(PREFIX - 2).length();
            if (index == 0 || length < 0 || length > end - at) {
                break;
            }
            places.put(index, new Place(at + each, length));
            at += each + Math.ceilDiv(length, ALIGNMENT) * ALIGNMENT;
        }
        return places;
    }
}
