internal import CLibYAML
internal import Diagnostics

/// A first pass over a document, event by event: how deep it goes, and which scalars have a tag of their own.
///
/// The document API builds a whole tree before it can be looked at, in a time that grows with the square of the depth
/// (libyaml 0.2.5 goes through all open levels for every token), and it gives tagged and untagged texts the same tag.
struct EventScan {
    /// The offsets of scalars that a tag such as `!!str` makes a text, in characters from the start.
    var tagged: Set<Int> = []
    /// Where the nesting goes too deep.
    var tooDeep: SourcePosition?

    /// Goes through a document; a syntax error ends it, and is told by the reading proper.
    init(_ bytes: [UInt8], depthLimit: Int) {
        var parser = unsafe yaml_parser_t()
        precondition(unsafe yaml_parser_initialize(&parser) == 1, "no memory for the YAML parser")
        defer { unsafe yaml_parser_delete(&parser) }
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            var depth = 0
            var isOpen = true
            while isOpen, tooDeep == nil {
                var event = unsafe yaml_event_t()
                guard unsafe yaml_parser_parse(&parser, &event) == 1 else { return }
                defer { unsafe yaml_event_delete(&event) }
                switch unsafe event.type {
                case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: depth += 1
                case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: depth -= 1
                case YAML_SCALAR_EVENT:
                    if unsafe event.data.scalar.tag != nil { unsafe tagged.insert(Int(event.start_mark.index)) }
                case YAML_STREAM_END_EVENT: isOpen = false
                default: break
                }
                if depth > depthLimit { tooDeep = unsafe SourcePosition(event.start_mark) }
            }
        }
    }
}
