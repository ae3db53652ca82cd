package dev.halfstep.table.parquet;

import dev.hardwood.InputFile;
import dev.hardwood.internal.metadata.DataPageHeaderV2;
import dev.hardwood.internal.metadata.PageHeader;
import dev.hardwood.internal.metadata.PageHeader.PageType;
import dev.hardwood.internal.thrift.OffsetIndexReader;
import dev.hardwood.internal.thrift.PageHeaderReader;
import dev.hardwood.internal.thrift.ThriftCompactReader;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.PageLocation;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Looks at the pages of a column before hardwood reads them, for hardwood trusts what their headers say and does not
 * survive a damaged one.
 *
 * <p>
 * A page that is announced as longer than its column sends it into an endless loop. And Snappy's native code writes as
 * many bytes as the compressed data announce, whatever the size of the buffer that was made for the page after its
 * header: no exception follows but an overwritten process. So pages have to end where their column does, and both sizes
 * to agree. The pages are those that hardwood is going to read, found by its own parser, which is internal to it: to be
 * looked at again with every new version.
 */
final class ParquetPages {

    private final InputFile file;
    private final ColumnChunk chunk;
    private final ColumnMetaData meta;

    private ParquetPages(InputFile file, ColumnChunk chunk) {
        this.file = file;
        this.chunk = chunk;
        this.meta = chunk.metaData();
    }

    /** @throws IOException if the chunk is damaged */
    static void check(InputFile file, ColumnChunk chunk) throws IOException {
        var pages = new ParquetPages(file, chunk);
        if (chunk.offsetIndexOffset() != null && chunk.offsetIndexLength() != null) {
            pages.checkIndexed(chunk.offsetIndexOffset(), chunk.offsetIndexLength());
        }
        pages.checkSequence();
    }

    /** The pages that the chunk's index points at; they may lie anywhere in a damaged file. */
    private void checkIndexed(long indexOffset, int indexLength) throws IOException {
        ByteBuffer index = file.readRange(indexOffset, indexLength);
        for (PageLocation page : OffsetIndexReader.read(new ThriftCompactReader(index)).pageLocations()) {
            checkPage(file.readRange(page.offset(), page.compressedPageSize()));
        }
        // Where hardwood looks for a dictionary if there is an index.
        checkFirst(meta.dataPageOffset());
        checkFirst(chunk.chunkStartOffset());
    }

    private void checkFirst(long offset) throws IOException {
        int length = (int) Math.min(Math.max(1, meta.totalCompressedSize()), file.length() - offset);
        checkPage(file.readRange(offset, length));
    }

    /** The pages that follow one another from the start of the chunk. */
    private void checkSequence() throws IOException {
        ByteBuffer pages = file.readRange(chunk.chunkStartOffset(), Math.toIntExact(meta.totalCompressedSize()));
        long values = 0;
        while (pages.hasRemaining() && values < meta.numValues()) {
            PageHeader header = checkPage(pages);
            values += switch (header.type()) {
                case DATA_PAGE -> header.dataPageHeader().numValues();
                case DATA_PAGE_V2 -> header.dataPageHeaderV2().numValues();
                case DICTIONARY_PAGE, INDEX_PAGE -> 0;
            };
        }
    }

    /** Checks the page at the buffer's position and moves behind it. */
    private PageHeader checkPage(ByteBuffer pages) throws IOException {
        var reader = new ThriftCompactReader(pages);
        PageHeader header = PageHeaderReader.read(reader);
        int end = Math.addExact(pages.position() + reader.getBytesRead(), header.compressedPageSize());
        if (end > pages.limit()) {
            throw new IOException("a page is longer than its column");
        }
        if (meta.codec() == CompressionCodec.SNAPPY) {
            checkSnappy(header, pages.slice(pages.position() + reader.getBytesRead(), header.compressedPageSize()));
        }
        pages.position(end);
        return header;
    }

    private static void checkSnappy(PageHeader header, ByteBuffer data) throws IOException {
        int expected = header.uncompressedPageSize();
        boolean compressed = header.type() != PageType.INDEX_PAGE;
        if (header.type() == PageType.DATA_PAGE_V2) {
            DataPageHeaderV2 v2 = header.dataPageHeaderV2();
            int levels = Math.addExact(v2.repetitionLevelsByteLength(), v2.definitionLevelsByteLength());
            data.position(levels);
            expected -= levels;
            compressed = v2.isCompressed() && data.hasRemaining();
        }
        if (compressed && announced(data) != expected) {
            throw new IOException("the size of a compressed page contradicts its header");
        }
    }

    /** The length at the start of Snappy data: seven bits a byte, the lowest first. */
    private static long announced(ByteBuffer data) {
        long length = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            byte b = data.get();
            length |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return length;
            }
        }
        return -1;
    }
}
