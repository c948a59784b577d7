use super::*;

#[test]
fn exported_inject_config_is_the_embedded_one() {
    let exported = InjectConfig::load(&inject_config_text(), NAME).unwrap();
    let mut embedded = inject_config().unwrap();
    for (template, exported) in embedded.templates.iter_mut().zip(&exported.templates) {
        template.first_line = exported.first_line;
    }
    assert_eq!(exported, embedded);
}
