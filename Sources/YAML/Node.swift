package import Diagnostics

/// One node of a YAML document, with the place it was written at. Aliases are expanded: a node that is used twice
/// stands twice in the tree, each with the place of its anchor.
package struct Node: Sendable, Hashable {
    /// What the node holds.
    package enum Content: Sendable, Hashable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping([Pair])
    }

    /// One `key: value` of a mapping, in the order of the file; merge keys are already carried out.
    package struct Pair: Sendable, Hashable {
        /// The key.
        package var key: Node
        /// The value.
        package var value: Node
    }

    /// A scalar's text and how it was written.
    package struct Scalar: Sendable, Hashable {
        /// The text after YAML's own unescaping.
        package var text: String
        /// Whether it was written without quotes or block indicators and without an explicit tag, so that YAML 1.1
        /// gives it a type by its looks.
        package var isPlain: Bool

        /// A scalar from its text and how it was written.
        package init(text: String, isPlain: Bool) {
            self.text = text
            self.isPlain = isPlain
        }
    }

    /// What the node holds.
    package var content: Content
    /// From its first character to behind its last.
    package var range: SourceRange

    /// What YAML calls the kind of the node, for messages.
    package var kindName: String {
        switch content {
        case .scalar(let scalar): scalar.value.typeName
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The scalar's value; nil for lists and mappings.
    package var scalar: ScalarValue? {
        if case .scalar(let scalar) = content { scalar.value } else { nil }
    }
}
